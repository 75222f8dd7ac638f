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

CHANGE_CLASS = Permission.of("training.class.change", Role.INSTITUTION)
CANCEL_CLASS = Permission.of("training.class.cancel", Role.INSTITUTION, Role.CASE_WORKER, Role.MANAGER)
TRANSFER = Permission.of("training.enrolment.transfer", Role.INSTITUTION, Role.CASE_WORKER, Role.MANAGER)
ENTER_FEES = Permission.of("training.fee.enter", Role.INSTITUTION)
READ_FEES = Permission.of(
    "training.fee.read", Role.INSTITUTION, Role.CASE_WORKER, Role.MANAGER, Role.FINANCE, Role.AUDITOR
)
PUBLISH_OFFER = Permission.of("training.offer.publish", Role.INSTITUTION)
OPEN_CLASS = Permission.of("training.class.open", Role.INSTITUTION)
ENROL = Permission.of("training.enrolment.confirm", Role.INSTITUTION)
DROP_OUT = Permission.of("training.enrolment.drop_out", Role.INSTITUTION)
JOIN_WAITING_LIST = Permission.of("training.waiting_list.join", Role.INSTITUTION)
LEAVE_WAITING_LIST = Permission.of("training.waiting_list.leave", Role.INSTITUTION)
READ_WAITING_LIST = Permission.of(
    "training.waiting_list.read", Role.INSTITUTION, Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR
)
RECORD_ATTENDANCE = Permission.of("training.attendance.record", Role.INSTITUTION)
RECORD_RESULTS = Permission.of("training.results.record", Role.INSTITUTION)
COMPLETE_CLASS = Permission.of("training.class.complete", Role.INSTITUTION)
READ_CLASSES = Permission.of("training.class.read", *_READERS)
READ_LEARNERS = Permission.of("training.learner.read", *_READERS)
READ_REFERRALS = Permission.of("training.referral.read", Role.CASE_WORKER, Role.INSTITUTION, Role.MANAGER)

REGISTER_EXPERT = Permission.of("training.expert.register", Role.MANAGER)
TIE_EXPERT = Permission.of("training.expert.tie", Role.MANAGER, Role.CASE_WORKER)
READ_EXPERTS = Permission.of("training.expert.read", Role.MANAGER, Role.CASE_WORKER, Role.AUDITOR)
SUBMIT_PLAN = Permission.of("training.plan.submit", Role.INSTITUTION, Role.CASE_WORKER)
READ_PLANS = Permission.of("training.plan.read", Role.INSTITUTION, Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR)
ASSIGN_GRADERS = Permission.of("training.plan.assign_graders", Role.MANAGER, Role.CASE_WORKER)
READ_GRADINGS = Permission.of("training.grading.read", Role.MANAGER, Role.CASE_WORKER, Role.AUDITOR)
GRADE_PLANS = Permission.of("training.plan.grade", Role.EXPERT)

READ_RATING_ITEMS = Permission("training.rating.read_items", public=True)
RATE_COURSE = Permission("training.rating.give", public=True)
ISSUE_RATING_CODES = Permission.of("training.rating.issue_codes", Role.CASE_WORKER)
WRITE_DOWN_RATING = Permission.of("training.rating.write_down", Role.CASE_WORKER)
READ_RATINGS = Permission.of("training.rating.read", Role.INSTITUTION, Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR)

FILL_CLASS_FILE = Permission.of("training.class_file.fill", Role.INSTITUTION)
DECIDE_CLASS_FILE = Permission.of("training.class_file.decide", Role.CASE_WORKER)
READ_CLASS_FILES = Permission.of(
    "training.class_file.read", Role.INSTITUTION, Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR
)

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

SWEEP_FLAGS = Permission.of("training.flag.sweep", Role.MANAGER, Role.CASE_WORKER)
WORK_FLAG = Permission.of("training.flag.work", Role.CASE_WORKER, Role.MANAGER)
READ_FLAGS = Permission.of("training.flag.read", Role.CASE_WORKER, Role.MANAGER, Role.FINANCE, Role.AUDITOR)
READ_RISKS = Permission.of("training.risk.read", Role.CASE_WORKER, Role.MANAGER, Role.FINANCE, Role.AUDITOR)
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
LODGE_APPEAL = Permission.of("training.appeal.lodge", Role.INSTITUTION)
DECIDE_APPEAL = Permission.of("training.appeal.decide", Role.MANAGER)
READ_APPEALS = Permission.of("training.appeal.read", Role.INSTITUTION, Role.FINANCE, Role.MANAGER, Role.AUDITOR)
READ_CLAWBACKS = Permission.of("training.clawback.read", Role.INSTITUTION, Role.FINANCE, Role.MANAGER, Role.AUDITOR)

READ_STATEMENT = Permission.of("training.statement.read", Role.INSTITUTION, Role.FINANCE, Role.MANAGER, Role.AUDITOR)

READ_REGISTER = Permission("training.register.read", public=True)

_SHEET_READERS = (Role.INSTITUTION, Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR)
UPLOAD_SHEET = Permission.of("training.sheet.upload", Role.INSTITUTION)
COMMIT_SHEET = Permission.of("training.sheet.commit", Role.INSTITUTION)
READ_SHEETS = Permission.of("training.sheet.read", *_SHEET_READERS)
DOWNLOAD_SHEET = Permission.of("training.sheet.download", Role.INSTITUTION, Role.CASE_WORKER)
READ_OVERLAPS = Permission.of("training.attendance.overlaps", Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR)
