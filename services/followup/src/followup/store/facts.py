"""Facts: what happened to whom, on which day, and when we learnt it. Only ever added."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kit.database import Row, Transaction

from followup.store.tables import FactRow


def fact(
    fact_id: str,
    kind: str,
    happened_on: date,
    recorded_at: datetime,
    *,
    line: int = 0,
    applicant_id: str | None = None,
    business_id: str | None = None,
    about_id: str | None = None,
    series: str | None = None,
    version: int = 1,
    amount: Decimal | None = None,
    data: Mapping[str, Any] | None = None,
) -> Row:
    """One row of ``fact``; see :class:`followup.store.tables.FactRow` for what each column means."""
    return {
        "id": fact_id,
        "line": line,
        "kind": kind,
        "applicant_id": applicant_id,
        "business_id": business_id,
        "about_id": about_id,
        "series": series,
        "version": version,
        "happened_on": happened_on,
        "recorded_at": recorded_at,
        "amount": amount,
        "data": dict(data or {}),
    }


def add_facts(tx: Transaction, *facts: Row) -> None:
    """Add facts; when they are written, the read model follows in the same statement."""
    tx.insert(FactRow, *facts)
