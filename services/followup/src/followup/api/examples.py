"""Bodies that the documentation shows; both are accepted as they stand, with ids that exist."""

from typing import Any

BUSINESS_EXAMPLE: dict[str, Any] = {
    "owners": ["0198c1de-7f3a-7c51-9d5e-2f1f6f1b7f11"],
    "name": "白沙镇老街豆花馆",
    "licence_number": "500381000000017",
    "registered_on": "2007-11-12",
    "sector": "6710",
    "area": "500116107",
    "address": "白沙镇东华街 12 号",
    "form": "individual",
    "licence_seen_on": "2007-11-15",
}

VISIT_EXAMPLE: dict[str, Any] = {
    "visited_on": "2008-05-14",
    "outcome": "operating",
    "people": {
        "full_time": 1,
        "part_time": 1,
        "women": 1,
        "formerly_laid_off": 1,
        "with_contract": 1,
        "with_social_insurance": 0,
    },
    "turnover": "8600.00",
    "costs": "5200.00",
    "owner_income": "3400.00",
    "problems": "",
    "evidence": ["photo-2008-05-14-1"],
}
