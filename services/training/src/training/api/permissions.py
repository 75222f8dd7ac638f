"""Who may do what in training."""

from kit.auth import Permission, Role

_READERS = (
    Role.CASE_WORKER,
    Role.INSTITUTION,
    Role.MANAGER,
    Role.AUDITOR,
    Role.FINANCE,
    Role.GUARANTEE_OFFICER,
)

REGISTER_INSTITUTION = Permission.of("training.institution.register", Role.MANAGER, Role.CASE_WORKER)
INSPECT_INSTITUTION = Permission.of("training.institution.inspect", Role.CASE_WORKER)
CERTIFY_INSTITUTION = Permission.of("training.institution.certify", Role.MANAGER)
ADD_DOCUMENT = Permission.of("training.institution.add_document", Role.INSTITUTION, Role.CASE_WORKER, Role.MANAGER)
RENEW_INSTITUTION = Permission.of("training.institution.renew", Role.MANAGER)
SUSPEND_INSTITUTION = Permission.of("training.institution.suspend", Role.MANAGER)
REVOKE_INSTITUTION = Permission.of("training.institution.revoke", Role.MANAGER)
SWEEP_PROVIDERS = Permission.of("training.provider.sweep", Role.MANAGER, Role.CASE_WORKER)
READ_INSTITUTIONS = Permission.of("training.institution.read", *_READERS)

REGISTER_TRAINER = Permission.of("training.trainer.register", Role.MANAGER)
LICENSE_TRAINER = Permission.of("training.trainer.license", Role.MANAGER)
SUSPEND_LICENCE = Permission.of("training.trainer.suspend_licence", Role.MANAGER)
MOVE_TRAINER = Permission.of("training.trainer.move", Role.MANAGER)
READ_TRAINERS = Permission.of("training.trainer.read", *_READERS)

MAKE_AGREEMENT = Permission.of("training.agreement.make", Role.MANAGER)
PROPOSE_AMENDMENT = Permission.of("training.agreement.propose_amendment", Role.MANAGER)
DECIDE_AMENDMENT = Permission.of("training.agreement.decide_amendment", Role.MANAGER, Role.FINANCE)
END_AGREEMENT = Permission.of("training.agreement.end", Role.MANAGER)
READ_AGREEMENTS = Permission.of("training.agreement.read", *_READERS)

OPEN_CLASS = Permission.of("training.class.open", Role.INSTITUTION)
ENROL = Permission.of("training.enrolment.confirm", Role.INSTITUTION)
DROP_OUT = Permission.of("training.enrolment.drop_out", Role.INSTITUTION)
RECORD_ATTENDANCE = Permission.of("training.attendance.record", Role.INSTITUTION)
RECORD_RESULTS = Permission.of("training.results.record", Role.INSTITUTION)
COMPLETE_CLASS = Permission.of("training.class.complete", Role.INSTITUTION)
READ_CLASSES = Permission.of("training.class.read", *_READERS)
READ_LEARNERS = Permission.of("training.learner.read", *_READERS)
READ_REFERRALS = Permission.of("training.referral.read", Role.CASE_WORKER, Role.INSTITUTION, Role.MANAGER)

ISSUE_CERTIFICATES = Permission.of("training.certificate.issue", Role.CASE_WORKER)
PRINT_CERTIFICATES = Permission.of("training.certificate.print", Role.CASE_WORKER, Role.INSTITUTION)
PROPOSE_REVOCATION = Permission.of("training.certificate.propose_revocation", Role.CASE_WORKER)
DECIDE_REVOCATION = Permission.of("training.certificate.decide_revocation", Role.MANAGER)
CHECK_CERTIFICATES = Permission("training.certificate.check", public=True)
READ_CERTIFICATES = Permission.of("training.certificate.read", *_READERS)

LODGE_CLAIM = Permission.of("training.claim.lodge", Role.INSTITUTION)
WITHDRAW_CLAIM = Permission.of("training.claim.withdraw", Role.INSTITUTION)
PREVIEW_CLAIM = Permission.of("training.claim.preview", Role.INSTITUTION, Role.MANAGER, Role.FINANCE, Role.AUDITOR)
SAMPLE_CLAIM = Permission.of("training.claim.sample", Role.MANAGER)
READ_SAMPLES = Permission("training.sample.read", public=True)
ASSIGN_TASK = Permission.of("training.verification.assign", Role.CASE_WORKER, Role.MANAGER)
RECORD_FINDING = Permission.of("training.verification.record", Role.CASE_WORKER)
READ_TASKS = Permission.of("training.verification.read", Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR)
READ_FINDINGS = Permission.of("training.verification.read_findings", Role.MANAGER, Role.FINANCE, Role.AUDITOR)
DECIDE_SUSPENDED = Permission.of("training.claim.decide_suspended", Role.MANAGER)
LIFT_CLAIMS_SUSPENSION = Permission.of("training.claims_suspension.lift", Role.MANAGER)
APPROVE_CLAIM = Permission.of("training.claim.approve", Role.MANAGER, Role.FINANCE)
READ_CLAIMS = Permission.of("training.claim.read", *_READERS)
READ_MILESTONES = Permission.of("training.milestone.read", *_READERS)

PROPOSE_ACCOUNT = Permission.of("training.bank_account.propose", Role.INSTITUTION, Role.FINANCE)
DECIDE_ACCOUNT = Permission.of("training.bank_account.decide", Role.FINANCE, Role.MANAGER)
READ_ACCOUNTS = Permission.of("training.bank_account.read", Role.INSTITUTION, Role.FINANCE, Role.MANAGER, Role.AUDITOR)
DRAW_UP_PAYMENT = Permission.of("training.payment.draw_up", Role.FINANCE)
APPROVE_PAYMENT = Permission.of("training.payment.approve", Role.FINANCE, Role.MANAGER)
SEND_PAYMENT = Permission.of("training.payment.send", Role.FINANCE)
FETCH_PAYMENT_FILE = Permission.of("training.payment.fetch_file", Role.FINANCE)
CONFIRM_PAYMENT = Permission.of("training.payment.confirm", Role.FINANCE)
READ_PAYMENTS = Permission.of("training.payment.read", Role.FINANCE, Role.MANAGER, Role.AUDITOR)
PROPOSE_CLAWBACK = Permission.of("training.clawback.propose", Role.FINANCE, Role.MANAGER)
DECIDE_CLAWBACK = Permission.of("training.clawback.decide", Role.FINANCE, Role.MANAGER)
ENTER_REPAYMENT = Permission.of("training.clawback.repay", Role.FINANCE)
WRITE_OFF_CLAWBACK = Permission.of("training.clawback.write_off", Role.MANAGER)
READ_CLAWBACKS = Permission.of("training.clawback.read", Role.INSTITUTION, Role.FINANCE, Role.MANAGER, Role.AUDITOR)

READ_REGISTER = Permission("training.register.read", public=True)
