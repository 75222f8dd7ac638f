"""The rights of credit and the roles that hold them."""

from kit.auth import Permission, Role

REGISTER_BANK = Permission.of("credit.bank.register", Role.MANAGER)
READ_BANKS = Permission.of(
    "credit.bank.read",
    Role.CASE_WORKER,
    Role.BANK,
    Role.GUARANTEE_OFFICER,
    Role.FINANCE,
    Role.MANAGER,
    Role.AUDITOR,
)
CONTRIBUTE = Permission.of("credit.fund.contribute", Role.FINANCE)
READ_FUND = Permission.of("credit.fund.read", Role.MANAGER, Role.FINANCE, Role.GUARANTEE_OFFICER, Role.AUDITOR)

SUBMIT = Permission.of("credit.application.submit", Role.CASE_WORKER)
RECOMMEND = Permission.of("credit.application.recommend", Role.CASE_WORKER)
REVIEW = Permission.of("credit.application.review", Role.MANAGER)
COMMIT = Permission.of("credit.guarantee.commit", Role.GUARANTEE_OFFICER)
DECIDE = Permission.of("credit.application.decide", Role.BANK)
DISBURSE = Permission.of("credit.loan.disburse", Role.BANK)
WITHDRAW = Permission.of("credit.application.withdraw", Role.CASE_WORKER)
READ_CASES = Permission.of(
    "credit.case.read",
    Role.CASE_WORKER,
    Role.BANK,
    Role.GUARANTEE_OFFICER,
    Role.FINANCE,
    Role.MANAGER,
    Role.AUDITOR,
)
RECORD_REPAYMENTS = Permission.of("credit.repayments.record", Role.BANK)
ASSESS_ARREARS = Permission.of("credit.arrears.assess", Role.BANK, Role.GUARANTEE_OFFICER)

REJECT = Permission.of("credit.application.reject", Role.CASE_WORKER, Role.MANAGER, Role.GUARANTEE_OFFICER)
REQUEST_REVISION = Permission.of(
    "credit.application.request_revision", Role.CASE_WORKER, Role.MANAGER, Role.GUARANTEE_OFFICER, Role.BANK
)
REVISE = Permission.of("credit.application.revise", Role.CASE_WORKER)
EXPIRE = Permission.of("credit.application.expire", Role.MANAGER, Role.GUARANTEE_OFFICER)
APPRAISE = Permission.of(
    "credit.application.appraise", Role.CASE_WORKER, Role.MANAGER, Role.GUARANTEE_OFFICER, Role.BANK
)
VERIFY_LETTER = Permission.of(
    "credit.letter.verify",
    Role.CASE_WORKER,
    Role.BANK,
    Role.GUARANTEE_OFFICER,
    Role.FINANCE,
    Role.MANAGER,
    Role.AUDITOR,
)
