"""Who may do what with applicants."""

from kit.auth import Permission, Role

_READERS = (Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR, Role.GUARANTEE_OFFICER)

REGISTER = Permission.of("applicants.applicant.register", Role.CASE_WORKER)
READ = Permission.of("applicants.applicant.read", *_READERS)
AMEND = Permission.of("applicants.applicant.amend", Role.CASE_WORKER)
REVEAL = Permission.of("applicants.applicant.reveal", Role.CASE_WORKER, Role.AUDITOR)
SCREEN = Permission.of("applicants.applicant.screen", Role.CASE_WORKER)
REFER = Permission.of("applicants.applicant.refer", Role.CASE_WORKER)
WITHDRAW = Permission.of("applicants.applicant.withdraw", Role.CASE_WORKER)
IMPORT_ROSTER = Permission.of("applicants.roster.import", Role.CASE_WORKER)
READ_TEMPLATE = Permission.of("applicants.roster.template", Role.CASE_WORKER)
CHECK_INTAKE = Permission.of("applicants.intake.check", Role.CASE_WORKER)
DRAFT = Permission.of("applicants.draft.write", Role.CASE_WORKER)
WRITE_CASE = Permission.of("applicants.case.write", Role.CASE_WORKER)
READ_CASE = Permission.of("applicants.case.read", Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR)
READ_WORK = Permission.of("applicants.work.read", Role.CASE_WORKER, Role.MANAGER)
ASSIGN_CASE = Permission.of("applicants.case.assign", Role.CASE_WORKER, Role.MANAGER)
ASSIGN_CASES = Permission.of("applicants.caseload.assign", Role.MANAGER)
READ_WARNINGS = Permission.of("applicants.duplicate.read", Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR)
OVERRIDE_DUPLICATE = Permission.of("applicants.duplicate.override", Role.MANAGER)
MERGE = Permission.of("applicants.applicant.merge", Role.MANAGER)
