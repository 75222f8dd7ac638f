"""Examples for the documentation, of one application from its start to its repayment."""

from typing import Any

BANK_ID = "0198c1de-0000-7000-8000-000000000003"
APPLICANT_ID = "0198c1de-0000-7000-8000-000000000002"
GUARANTOR_ID = "0198c1de-0000-7000-8000-000000000010"
LOAN_ID = "0198c1de-0000-7000-8000-000000000005"

CONTRIBUTION: dict[str, Any] = {
    "bank_id": BANK_ID,
    "amount": "1000000.00",
    "contributed_on": "2007-07-02",
    "reference": "CZ-2007-0001",
}
FUND_OPENING: dict[str, Any] = {"name": "创业担保基金 Start-up guarantee fund", "opened_on": "2007-07-01"}
FUND_CLOSING: dict[str, Any] = {"closed_on": "2008-12-31", "reason": "The programme's second phase has its own fund."}
FUND_WITHDRAWAL: dict[str, Any] = {
    "bank_id": BANK_ID,
    "amount": "50000.00",
    "withdrawn_on": "2008-03-03",
    "reference": "BK-2008-0007",
    "reason": "Moved to the special account at another partner bank, letter of the finance bureau 2008-12.",
}
FEE_PAYMENT: dict[str, Any] = {
    "bank_id": BANK_ID,
    "amount": "400.00",
    "paid_on": "2007-12-20",
    "reference": "DF-2007-0004",
    "lines": [{"letter_number": "G2007-000012"}, {"letter_number": "G2007-000015", "amount": "200.00"}],
}
ENTRY_REVERSAL: dict[str, Any] = {
    "reversed_on": "2007-07-05",
    "reason": "The voucher said 100,000 yuan, not 1,000,000.",
}
SUSPENSION_LIFT: dict[str, Any] = {
    "lifted_on": "2008-05-20",
    "reason": "The bank now visits every borrower before it decides; minutes of 2008-05-19.",
}
APPLICATION: dict[str, Any] = {
    "applicant_id": APPLICANT_ID,
    "certificate_number": "SYB-2007-000123",
    "bank_id": BANK_ID,
    "amount": "20000.00",
    "term_months": 12,
    "sector": "H62",
    "purpose": "Equipment and first stock of a noodle shop",
    "plan": {"own_contribution": "8000.00", "monthly_net_cash": ["1500.00", "1800.00", *["2300.00"] * 10]},
    "counter_guarantees": [
        {
            "kind": "public_employee",
            "value": "16000.00",
            "description": "Brother, teacher at the district's first middle school",
            "evidence": "Payslips of three months, insurance record",
            "guarantor_id": GUARANTOR_ID,
        }
    ],
    "applied_on": "2007-09-03",
}
RECOMMENDATION: dict[str, Any] = {"recommended_on": "2007-09-05", "opinion": "Known in the community as reliable."}
REVIEW: dict[str, Any] = {"reviewed_on": "2007-09-07", "approved": True, "opinion": "The plan is sound."}
COMMITMENT: dict[str, Any] = {"committed_on": "2007-09-10"}
DECISION: dict[str, Any] = {"decided_on": "2007-09-20", "approved": True, "reason": "Cash flow covers the service."}
DISBURSEMENT: dict[str, Any] = {"disbursed_on": "2007-09-21", "reference": "FK-2007-000456"}
WITHDRAWAL: dict[str, Any] = {"withdrawn_on": "2007-09-10", "reason": "A relative lends the money."}
REPAYMENTS: dict[str, Any] = {
    "items": [
        {"reference": "JS-2007-10-000123", "loan_id": LOAN_ID, "amount": "1733.31", "paid_on": "2007-10-21"},
        {"reference": "JS-2007-11-000207", "loan_id": LOAN_ID, "amount": "1733.31", "paid_on": "2007-11-21"},
    ]
}
REVERSAL: dict[str, Any] = {
    "reference": "HK-2007-10-0001",
    "reversed_on": "2007-10-25",
    "reason": "The cheque was returned unpaid.",
}
EXTENSION: dict[str, Any] = {
    "extended_on": "2008-09-15",
    "months": 6,
    "reason": "Half a season was lost to road works before the shop.",
}
EXTENSION_DECISION: dict[str, Any] = {"agreed": True, "opinion": "The shop runs; six months suffice."}
ASSESSMENT: dict[str, Any] = {"as_of": "2007-11-30"}
REJECTION: dict[str, Any] = {"rejected_on": "2007-09-10", "reason": "The shop's lease ends before the loan does."}
REVISION_REQUEST: dict[str, Any] = {
    "requested_on": "2007-09-06",
    "to_mend": "Month 2 does not cover the instalment: borrow less, or show how it is bridged.",
}
REVISION: dict[str, Any] = {
    "revised_on": "2007-09-08",
    "what_changed": "Second-hand equipment, so less is needed; the rent is now in the plan.",
    "amount": "15000.00",
    "plan": {
        "own_contribution": "8000.00",
        "initial_investment": "18000.00",
        "months": [
            {
                "sales": "6000.00",
                "cost_of_goods": "2700.00",
                "rent": "400.00",
                "other_costs": "200.00",
                "owner_living": "700.00",
            }
        ]
        * 12,
    },
}
AS_OF: dict[str, Any] = {"as_of": "2007-10-02"}
SCHEDULE: dict[str, Any] = {
    "principal": "20000.00",
    "instalments": 12,
    "disbursed_on": "2007-09-21",
    "method": "equal_instalment",
    "grace_instalments": 3,
}
