"""Examples for the documentation, of one claim from its lodging to its end."""

from typing import Any

from credit.api.examples import LOAN_ID

LODGING: dict[str, Any] = {
    "loan_id": LOAN_ID,
    "reference": "DC-2008-0001",
    "amount": "13120.55",
    "lodged_on": "2008-03-25",
    "documents": [
        {"kind": "demand_letter", "reference": "催字 2008-017", "dated_on": "2008-02-25"},
        {"kind": "loan_contract", "reference": "JK-2007-0456", "dated_on": "2007-09-21"},
        {"kind": "account_statement", "reference": "DZ-2008-03", "dated_on": "2008-03-24"},
    ],
    "statement": "Two visits and a demand letter brought nothing; the shop is closed.",
}
DOCUMENTS_REQUEST: dict[str, Any] = {
    "requested_on": "2008-03-27",
    "due_on": "2008-04-10",
    "wanted": "Records of the two visits.",
}
DOCUMENTS: dict[str, Any] = {
    "added_on": "2008-04-02",
    "documents": [{"kind": "collection_record", "reference": "CS-2008-31", "dated_on": "2008-02-20"}],
    "note": "Records of the visits of January and February.",
}
ASSESSMENT: dict[str, Any] = {
    "assessed_on": "2008-04-07",
    "recommended_amount": "13120.55",
    "findings": "Arrears and collection are documented; principal agrees with the bank's statement.",
}
APPROVAL: dict[str, Any] = {
    "approved_on": "2008-04-09",
    "amount": "13120.55",
    "reasons": "Agrees with the assessment.",
}
REJECTION: dict[str, Any] = {"rejected_on": "2008-04-09", "reasons": "The bank released a pledge without consent."}
APPEAL: dict[str, Any] = {"appealed_on": "2008-04-15", "grounds": "The pledge was worthless; appraisal enclosed."}
APPEAL_DECISION: dict[str, Any] = {
    "decided_on": "2008-04-25",
    "amount": "13120.55",
    "reasons": "The release did no harm.",
}
WITHDRAWAL: dict[str, Any] = {"withdrawn_on": "2008-04-10", "reason": "The borrower agreed to pay by instalments."}
PAYMENT: dict[str, Any] = {"paid_on": "2008-04-18", "reference": "ZF-2008-0007", "note": "Transfer from the account."}
CALL: dict[str, Any] = {
    "items": [
        {
            "number": 1,
            "amount": "13120.55",
            "addressee": "Guarantor of the letter of 2007-09-10",
            "letter_reference": "追字 2008-003",
            "letter_on": "2008-04-21",
            "due_on": "2008-05-21",
        }
    ],
    "note": "Registered letter.",
}
RECOVERY: dict[str, Any] = {
    "reference": "ZC-2008-0011",
    "source": "guarantor",
    "amount": "5000.00",
    "costs": "120.00",
    "received_on": "2008-06-02",
    "note": "First instalment of the guarantor; stamp duty deducted.",
}
REVERSAL: dict[str, Any] = {"reversed_on": "2008-06-05", "reference": "TP-2008-0002", "reason": "The cheque bounced."}
WRITE_OFF: dict[str, Any] = {
    "written_off_on": "2009-04-20",
    "reason": "Court closed the enforcement: no assets are left.",
}
CLOSING: dict[str, Any] = {"closed_on": "2009-05-20", "reason": "Nothing more can be sought."}
