"""Who may do what in follow-up."""

from kit.auth import Permission, Role

REGISTER_BUSINESS = Permission.of("followup.business.register", Role.CASE_WORKER)
READ_BUSINESSES = Permission.of(
    "followup.business.read", Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR, Role.GUARANTEE_OFFICER
)
READ_VISITS = Permission.of("followup.visit.read", Role.CASE_WORKER, Role.MANAGER)
RECORD_VISIT = Permission.of("followup.visit.record", Role.CASE_WORKER)
READ_SCORECARD = Permission.of("followup.scorecard.read", Role.MANAGER, Role.FINANCE, Role.AUDITOR, Role.CASE_WORKER)
