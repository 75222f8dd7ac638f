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
WITHDRAW_FUNDS = Permission.of("credit.fund.withdraw", Role.FINANCE)
RECORD_FEE = Permission.of("credit.fund.record_fee", Role.FINANCE)
OPEN_FUND = Permission.of("credit.fund.open", Role.MANAGER)
LIFT_SUSPENSION = Permission.of("credit.bank.lift_suspension", Role.MANAGER)
REVERSE_ENTRY = Permission.of("credit.ledger.reverse", Role.FINANCE, Role.MANAGER)
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
REVERSE_REPAYMENT = Permission.of("credit.repayment.reverse", Role.BANK)
ASK_EXTENSION = Permission.of("credit.extension.ask", Role.BANK)
DECIDE_EXTENSION = Permission.of("credit.extension.decide", Role.GUARANTEE_OFFICER)
RECONCILE = Permission.of("credit.bank.reconcile", Role.BANK)
READ_RECONCILIATIONS = Permission.of(
    "credit.reconciliation.read", Role.BANK, Role.GUARANTEE_OFFICER, Role.FINANCE, Role.MANAGER, Role.AUDITOR
)
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
_CASE_READERS = (Role.CASE_WORKER, Role.GUARANTEE_OFFICER, Role.MANAGER, Role.AUDITOR)
REGISTER_GUARANTOR = Permission.of("credit.guarantor.register", Role.CASE_WORKER, Role.GUARANTEE_OFFICER)
READ_GUARANTORS = Permission.of("credit.guarantor.read", *_CASE_READERS)
REVEAL_GUARANTOR = Permission.of("credit.guarantor.reveal", Role.GUARANTEE_OFFICER, Role.AUDITOR)
READ_GRAPH = Permission.of("credit.guarantee_graph.read", *_CASE_READERS)
ADD_COUNTER_GUARANTEES = Permission.of("credit.counter_guarantee.add", Role.CASE_WORKER)
NOTE_DOCUMENTS = Permission.of("credit.evidence.note", Role.CASE_WORKER, Role.GUARANTEE_OFFICER)
JUDGE_DOCUMENTS = Permission.of("credit.evidence.judge", Role.GUARANTEE_OFFICER, Role.MANAGER)
CHANGE_GROUPS = Permission.of("credit.joint_group.change", Role.CASE_WORKER, Role.GUARANTEE_OFFICER)
READ_GROUPS = Permission.of("credit.joint_group.read", *_CASE_READERS)
ASSESS_GROUPS = Permission.of("credit.joint_group.assess", Role.GUARANTEE_OFFICER, Role.MANAGER)
KEEP_MUTUAL_FUND = Permission.of("credit.mutual_fund.keep", Role.FINANCE)
READ_MUTUAL_FUND = Permission.of("credit.mutual_fund.read", Role.FINANCE, *_CASE_READERS)
RECOGNISE_COMMUNITIES = Permission.of("credit.community.recognise", Role.MANAGER)
ASSESS_COMMUNITIES = Permission.of("credit.community.assess", Role.MANAGER, Role.GUARANTEE_OFFICER)
READ_COMMUNITIES = Permission.of("credit.community.read", *_CASE_READERS)
DRAW_UP_SUBSIDY = Permission.of("credit.subsidy.draw_up", Role.BANK, Role.GUARANTEE_OFFICER, Role.FINANCE)
DECIDE_SUBSIDY = Permission.of("credit.subsidy.decide", Role.FINANCE)
CLAW_BACK_SUBSIDY = Permission.of("credit.subsidy.claw_back", Role.FINANCE, Role.MANAGER)
READ_SUBSIDIES = Permission.of(
    "credit.subsidy.read", Role.BANK, Role.GUARANTEE_OFFICER, Role.FINANCE, Role.MANAGER, Role.AUDITOR
)
READ_FIGURES = Permission.of("credit.figures.read", Role.GUARANTEE_OFFICER, Role.FINANCE, Role.MANAGER, Role.AUDITOR)
LODGE_CLAIM = Permission.of("credit.claim.lodge", Role.BANK)
REQUEST_CLAIM_DOCUMENTS = Permission.of("credit.claim.request_documents", Role.GUARANTEE_OFFICER)
ASSESS_CLAIM = Permission.of("credit.claim.assess", Role.GUARANTEE_OFFICER)
APPROVE_CLAIM = Permission.of("credit.claim.approve", Role.GUARANTEE_OFFICER, Role.MANAGER)
DECIDE_CLAIM_APPEAL = Permission.of("credit.claim.decide_appeal", Role.MANAGER)
PAY_CLAIM = Permission.of("credit.claim.pay", Role.FINANCE)
CALL_COUNTER_GUARANTEES = Permission.of("credit.claim.call", Role.GUARANTEE_OFFICER)
RECORD_RECOVERY = Permission.of("credit.recovery.record", Role.BANK, Role.GUARANTEE_OFFICER, Role.FINANCE)
WRITE_OFF_CLAIM = Permission.of("credit.claim.write_off", Role.GUARANTEE_OFFICER, Role.MANAGER)
CLOSE_CLAIM = Permission.of("credit.claim.close", Role.GUARANTEE_OFFICER)
READ_CLAIM_DESK = Permission.of("credit.claim.desk", Role.GUARANTEE_OFFICER, Role.FINANCE, Role.MANAGER, Role.AUDITOR)
ASK_WHAT_IF = Permission.of("credit.figures.ask", Role.GUARANTEE_OFFICER, Role.FINANCE, Role.MANAGER, Role.AUDITOR)

READ_PRODUCTS = Permission.of(
    "credit.product.read",
    Role.CASE_WORKER,
    Role.BANK,
    Role.GUARANTEE_OFFICER,
    Role.FINANCE,
    Role.MANAGER,
    Role.AUDITOR,
)
QUOTE_SCHEDULE = Permission.of(
    "credit.schedule.quote",
    Role.CASE_WORKER,
    Role.BANK,
    Role.GUARANTEE_OFFICER,
    Role.FINANCE,
    Role.MANAGER,
    Role.AUDITOR,
)
