"""Checks beyond the figures: ledger, exposure, budgets, audit chains, outboxes, inboxes, dead letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
from kit.audit import check_chain
from kit.bus import STREAM
from kit.database import Database
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError


@dataclass(frozen=True)
class Check:
    """One line of the table: what was compared, both values, and whether they agree."""

    what: str
    shown: str
    recounted: str

    @property
    def holds(self) -> bool:
        """Whether both are the same."""
        return self.shown == self.recounted


_CREDIT: Mapping[str, tuple[str, str]] = {
    "ledger: entries that do not balance": (
        "SELECT count(*) FROM (SELECT entry_id FROM posting GROUP BY entry_id HAVING sum(amount) <> 0) unbalanced",
        "SELECT 0",
    ),
    "ledger: sum of all postings": ("SELECT coalesce(sum(amount), 0)::numeric(16,2) FROM posting", "SELECT 0.00"),
    "fund: net amount, row and accounts": (
        "SELECT coalesce(sum(net), 0)::numeric(16,2) FROM fund",
        "SELECT coalesce(sum(net), 0)::numeric(16,2) FROM fund_account",
    ),
    "fund: net amount and postings to the special accounts": (
        "SELECT coalesce(sum(net), 0)::numeric(16,2) FROM fund",
        "SELECT coalesce(sum(amount), 0)::numeric(16,2) FROM posting WHERE account = 'special_account'",
    ),
    "fund: vouchers that were not taken back, and what was booked from them": (
        "SELECT coalesce(sum(CASE kind WHEN 'withdrawal' THEN -amount ELSE amount END), 0)::numeric(16,2) "
        "FROM fund_movement m WHERE NOT EXISTS (SELECT FROM entry_reversal r WHERE r.entry_id = m.entry_id)",
        "SELECT coalesce(sum(p.amount), 0)::numeric(16,2) FROM posting p JOIN journal_entry e ON e.id = p.entry_id "
        "WHERE p.account = 'special_account' AND e.kind IN ('contribution', 'withdrawal', 'fee', 'reversal')",
    ),
    "fund: liability, row and guarantees": (
        "SELECT coalesce(sum(liability), 0)::numeric(16,2) FROM fund",
        "SELECT coalesce(sum(outstanding), 0)::numeric(16,2) FROM guarantee "
        "WHERE state NOT IN ('released', 'expired', 'cancelled')",
    ),
    "fund: liability, row and accounts": (
        "SELECT coalesce(sum(liability), 0)::numeric(16,2) FROM fund",
        "SELECT coalesce(sum(liability), 0)::numeric(16,2) FROM fund_account",
    ),
    "loans: owed, row and allocations": (
        "SELECT coalesce(sum(principal_owed), 0)::numeric(16,2) FROM loan",
        "SELECT (SELECT coalesce(sum(principal), 0) FROM loan) - coalesce(sum(a.principal), 0)::numeric(16,2) "
        "FROM allocation a WHERE a.version = "
        "(SELECT max(version) FROM allocation l WHERE l.repayment_id = a.repayment_id)",
    ),
    "repayments: received and allocated": (
        "SELECT coalesce(sum(amount), 0)::numeric(16,2) FROM repayment",
        "SELECT coalesce(sum(a.principal + a.interest), 0)::numeric(16,2) FROM allocation a WHERE a.version = "
        "(SELECT max(version) FROM allocation l WHERE l.repayment_id = a.repayment_id)",
    ),
    "schedules: loans whose instalments do not add up": (
        "SELECT count(*) FROM loan WHERE principal <> "
        "(SELECT sum(i.principal) FROM instalment i WHERE i.loan_id = loan.id)",
        "SELECT 0",
    ),
}
_TRAINING: Mapping[str, tuple[str, str]] = {
    "agreements: paid, row and claims": (
        "SELECT coalesce(sum(paid), 0)::numeric(16,2) FROM agreement",
        "SELECT coalesce(sum(l.amount), 0)::numeric(16,2) FROM claim_line l JOIN claim c ON c.id = l.claim_id "
        "WHERE c.state = 'paid' AND l.state <> 'refuted'",
    ),
    "agreements: reserved, row and claims under way": (
        "SELECT coalesce(sum(reserved), 0)::numeric(16,2) FROM agreement",
        "SELECT coalesce(sum(l.amount), 0)::numeric(16,2) FROM claim_line l JOIN claim c ON c.id = l.claim_id "
        "WHERE c.state NOT IN ('paid', 'refused') AND l.state <> 'refuted'",
    ),
    "agreements over budget": ("SELECT count(*) FROM agreement WHERE reserved + paid > budget", "SELECT 0"),
    "classes: seats taken and enrolments": (
        "SELECT coalesce(sum(seats_taken), 0) FROM training_class",
        "SELECT count(*) FROM enrolment WHERE dropped_on IS NULL",
    ),
    "milestones paid twice": (
        "SELECT count(*) FROM (SELECT l.milestone_id FROM claim_line l JOIN claim c ON c.id = l.claim_id "
        "WHERE c.state = 'paid' AND l.state <> 'refuted' GROUP BY 1 HAVING count(*) > 1) twice",
        "SELECT 0",
    ),
}
BOOKS: Mapping[str, Mapping[str, tuple[str, str]]] = {"credit": _CREDIT, "training": _TRAINING}


async def check_books(connections: Mapping[str, "asyncpg.Connection[Any]"]) -> list[Check]:
    """Each pair of statements must give the same value."""
    checks = []
    for service, pairs in BOOKS.items():
        for what, (shown, recounted) in pairs.items():
            one, other = await connections[service].fetchval(shown), await connections[service].fetchval(recounted)
            checks.append(Check(f"{service}: {what}", str(one), str(other)))
    return checks


async def check_audit(databases: Mapping[str, Database]) -> list[Check]:
    """Every audit chain is unbroken and covers every entry."""
    checks = []
    for service, database in databases.items():
        report = await check_chain(database)
        checks.append(Check(f"{service}: audit chain broken at", str(report.broken_at), "None"))
        checks.append(Check(f"{service}: audit entries and seals", str(report.entries), str(report.sealed)))
    return checks


async def check_events(
    connections: Mapping[str, "asyncpg.Connection[Any]"], jetstream: JetStreamContext
) -> list[Check]:
    """Outboxes and inboxes are drained, dead letters empty, and every event of a listener was applied."""
    checks = []
    sent = {row["event_id"]: row["type"] for one in connections.values() for row in await one.fetch(_SENT)}
    for service, connection in connections.items():
        waiting = await connection.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL")
        checks.append(Check(f"{service}: outbox events not sent", str(waiting), "0"))
        held = await connection.fetchval("SELECT count(*) FROM dead_letter")
        checks.append(Check(f"{service}: dead letters", str(held), "0"))
        heard = _types_heard(service)
        due = {event for event, type_ in sent.items() if type_ in heard}
        applied = {row["event_id"] for row in await connection.fetch("SELECT event_id FROM inbox")}
        checks.append(Check(f"{service}: events heard and applied", str(len(due)), str(len(due & applied))))
    try:
        stored = (await jetstream.stream_info(STREAM)).state.messages
    except NotFoundError:
        stored = 0
    published = sum([await one.fetchval(_PUBLISHED) for one in connections.values()])
    checks.append(Check("stream: events sent and stored", str(published), str(stored)))
    return checks


_SENT = "SELECT event_id, type FROM outbox"
_PUBLISHED = "SELECT count(*) FROM outbox WHERE published_at IS NOT NULL"


def _types_heard(service: str) -> set[str]:
    from qibu.contracts import SERVICES, handlers  # noqa: PLC0415 -- imports the services, so only when needed

    return set(handlers(service).types) if service in SERVICES else set()
