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
    "fund: net amount and postings": (
        "SELECT coalesce(sum(net), 0)::numeric(16,2) FROM fund",
        "SELECT coalesce(sum(amount), 0)::numeric(16,2) FROM posting WHERE account = 'special_account'",
    ),
    "fund: accounts whose rows are not their postings": (
        "SELECT count(*) FROM fund_account a LEFT JOIN (SELECT fund_id, bank_id, "
        "coalesce(sum(amount) FILTER (WHERE account = 'special_account'), 0) AS net, "
        "coalesce(-sum(amount) FILTER (WHERE account IN ('guarantees_reserved', 'guarantees_effective')), 0) "
        "AS liability FROM posting GROUP BY 1, 2) p USING (fund_id, bank_id) "
        "WHERE (a.net, a.liability) <> (coalesce(p.net, 0), coalesce(p.liability, 0))",
        "SELECT 0",
    ),
    "fund: compensated, rows and claims paid": (
        "SELECT coalesce(sum(compensated), 0)::numeric(16,2) FROM fund_account",
        "SELECT coalesce(sum(amount), 0)::numeric(16,2) FROM claim_payment",
    ),
    "fund: paid for claims less what came back, and receivable with losses": (
        "SELECT (SELECT coalesce(sum(amount), 0) FROM claim_payment)::numeric(16,2) "
        "- (SELECT coalesce(sum(to_fund), 0) FROM recovery)::numeric(16,2)",
        "SELECT coalesce(sum(amount), 0)::numeric(16,2) FROM posting "
        "WHERE account IN ('subrogation_receivable', 'losses')",
    ),
    "recoveries: claims on which more came back than was lost": (
        "SELECT count(*) FROM claim_payment p "
        "WHERE p.loss < (SELECT sum(r.to_fund + r.to_bank) FROM recovery r WHERE r.claim_id = p.claim_id)",
        "SELECT 0",
    ),
    "interest subsidies: batches and their lines": (
        "SELECT coalesce(sum(amount), 0)::numeric(16,2) FROM subsidy_batch WHERE state <> 'returned'",
        "SELECT coalesce(sum(l.amount), 0)::numeric(16,2) FROM subsidy_line l "
        "JOIN subsidy_batch b ON b.id = l.batch_id WHERE b.state <> 'returned'",
    ),
    "guarantees: effective, rows and postings": (
        "SELECT coalesce(sum(outstanding), 0)::numeric(16,2) FROM guarantee WHERE state = 'effective'",
        "SELECT coalesce(-sum(amount), 0)::numeric(16,2) FROM posting WHERE account = 'guarantees_effective'",
    ),
    "guarantees: above the cap of their fund": (
        "SELECT count(*) FROM fund WHERE liability > 5 * net",
        "SELECT 0",
    ),
    "claims: loans paid for more than once": (
        "SELECT count(*) FROM (SELECT loan_id FROM claim_payment GROUP BY loan_id HAVING count(*) > 1) twice",
        "SELECT 0",
    ),
    "fund: vouchers that were not taken back, and what was booked from them": (
        "SELECT coalesce(sum(CASE kind WHEN 'withdrawal' THEN -amount ELSE amount END), 0)::numeric(16,2) "
        "FROM fund_movement m WHERE NOT EXISTS (SELECT FROM entry_reversal r WHERE r.entry_id = m.entry_id)",
        "SELECT coalesce(sum(p.amount), 0)::numeric(16,2) FROM posting p JOIN journal_entry e ON e.id = p.entry_id "
        "WHERE p.account = 'special_account' AND e.kind IN ('contribution', 'withdrawal', 'fee', 'reversal')",
    ),
    "fund: special accounts whose row differs from their postings": (
        "SELECT count(*) FROM fund_account a "
        "WHERE (a.net, a.liability, a.guaranteed_ever, a.compensated) IS DISTINCT FROM (SELECT ROW("
        "coalesce(sum(p.amount) FILTER (WHERE p.account = 'special_account'), 0), "
        "coalesce(-sum(p.amount) FILTER (WHERE p.account IN ('guarantees_reserved', 'guarantees_effective')), 0), "
        "coalesce(-sum(p.amount) FILTER (WHERE p.account = 'guarantees_effective' "
        "AND e.kind = 'guarantee_effective'), 0), "
        "coalesce(sum(p.amount) FILTER (WHERE p.account = 'subrogation_receivable' AND e.kind = 'claim_paid'), 0)) "
        "FROM posting p JOIN journal_entry e ON e.id = p.entry_id "
        "WHERE p.fund_id = a.fund_id AND p.bank_id = a.bank_id)",
        "SELECT 0",
    ),
    "fund: liability, row and guarantees": (
        "SELECT coalesce(sum(liability), 0)::numeric(16,2) FROM fund",
        "SELECT coalesce(sum(outstanding), 0)::numeric(16,2) FROM guarantee "
        "WHERE state NOT IN ('released', 'expired', 'cancelled', 'claimed')",
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
        "SELECT coalesce(sum(amount), 0)::numeric(16,2) FROM repayment r "
        "WHERE NOT EXISTS (SELECT FROM repayment_reversal b WHERE b.repayment_id = r.id)",
        "SELECT coalesce(sum(a.principal + a.interest + a.excess), 0)::numeric(16,2) FROM allocation a "
        "WHERE a.version = (SELECT max(version) FROM allocation l WHERE l.repayment_id = a.repayment_id)",
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
    "agreements: clawed back, row and lines": (
        "SELECT coalesce(sum(clawed_back), 0)::numeric(16,2) FROM agreement",
        "SELECT coalesce(sum(amount), 0)::numeric(16,2) FROM claim_line WHERE state = 'clawed_back'",
    ),
    "payments: paid orders, and what their claims less their clawbacks come to": (
        "SELECT coalesce(sum(net), 0)::numeric(16,2) FROM payment_order WHERE state = 'paid'",
        "SELECT (SELECT coalesce(sum(l.amount), 0) FROM claim_line l WHERE l.state IN ('paid', 'clawed_back'))"
        "::numeric(16,2) - (SELECT coalesce(sum(amount), 0) FROM clawback WHERE state = 'netted')",
    ),
    "milestones paid in more than one line that stands": (
        "SELECT count(*) FROM (SELECT milestone_id FROM claim_line WHERE state = 'paid' "
        "GROUP BY milestone_id HAVING count(*) > 1) twice",
        "SELECT 0",
    ),
    "agreements: reserved, row and claims under way": (
        "SELECT coalesce(sum(reserved), 0)::numeric(16,2) FROM agreement",
        "SELECT coalesce(sum(l.amount), 0)::numeric(16,2) FROM claim_line l JOIN claim c ON c.id = l.claim_id "
        "WHERE c.state NOT IN ('paid', 'refused', 'withdrawn') AND l.state <> 'refuted'",
    ),
    "plans: blind grades that do not follow from their marks": (
        "SELECT count(*) FROM business_plan p "
        "JOIN LATERAL (SELECT coalesce(max(grade) FILTER (WHERE seat = 3), CASE WHEN bool_and(grade = 'excellent') "
        "THEN 'excellent' WHEN bool_or(grade = 'fail') THEN 'fail' ELSE 'pass' END) AS grade, count(*) AS marks "
        "FROM plan_mark m WHERE m.plan_id = p.id AND m.plan_version = p.newest) made ON made.marks > 0 "
        "JOIN LATERAL (SELECT plan_grade, way FROM plan_grade g WHERE g.enrolment_id = p.enrolment_id "
        "ORDER BY version DESC LIMIT 1) kept ON kept.way = 'blind' "
        "WHERE p.state IN ('graded', 'rework', 'failed') AND kept.plan_grade <> made.grade",
        "SELECT 0",
    ),
    "plans: graded by who taught the class": (
        "SELECT count(*) FROM plan_mark m JOIN business_plan p ON p.id = m.plan_id "
        "JOIN expert e ON e.id = m.expert_id JOIN class_trainer t "
        "ON t.class_id = p.class_id AND t.trainer_id = e.trainer_id",
        "SELECT 0",
    ),
    "ratings: learners who rated, and ratings": (
        "SELECT count(*) FROM rating_ticket WHERE used",
        "SELECT count(*) FROM course_rating",
    ),
    "agreements over budget": (
        "SELECT count(*) FROM agreement WHERE reserved + paid - clawed_back > budget",
        "SELECT 0",
    ),
    "claims paid without two approvers who neither lodged nor verified": (
        "SELECT count(*) FROM claim c WHERE c.state = 'paid' AND (c.first_approved_by IS NULL OR c.approved_by IS NULL "
        "OR c.first_approved_by = c.approved_by OR c.lodged_by IN (c.first_approved_by, c.approved_by) "
        "OR EXISTS (SELECT FROM verification_finding f JOIN verification_task t ON t.id = f.task_id "
        "WHERE t.claim_id = c.id AND f.recorded_by IN (c.first_approved_by, c.approved_by, c.lodged_by)))",
        "SELECT 0",
    ),
    "samples: random lines and tasks given out for them": (
        "SELECT coalesce(sum(cardinality(random)), 0) FROM claim_sample",
        "SELECT count(*) FROM verification_task WHERE part = 'random'",
    ),
    "samples: seeds that are not of their content and beacon": (
        "SELECT count(*) FROM claim_sample WHERE seed <> "
        "encode(sha256(convert_to(content_hash || '|' || beacon, 'UTF8')), 'hex')",
        "SELECT 0",
    ),
    "samples: random parts that the seed draws otherwise": (
        "SELECT count(*) FROM claim_sample s WHERE random <> (SELECT (array_agg(n ORDER BY "
        "encode(sha256(convert_to(s.seed || '|' || n, 'UTF8')), 'hex') COLLATE \"C\"))[1:cardinality(s.random)] "
        "FROM unnest(s.eligible) n)",
        "SELECT 0",
    ),
    "samples: findings other than what was drawn or followed from it": (
        "SELECT count(*) FROM verification_finding f JOIN verification_task t ON t.id = f.task_id "
        "JOIN claim_sample s ON s.claim_id = t.claim_id WHERE t.part <> 'rest' "
        "AND t.line <> ALL (s.random) AND t.line <> ALL (s.topup)",
        "SELECT 0",
    ),
    "classes: seats taken and enrolments": (
        "SELECT coalesce(sum(seats_taken), 0) FROM training_class",
        "SELECT count(*) FROM enrolment WHERE dropped_on IS NULL",
    ),
    "classes: more seats taken than there are": (
        "SELECT count(*) FROM training_class c WHERE c.capacity < "
        "(SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.dropped_on IS NULL)",
        "SELECT 0",
    ),
    "classes: passed, as classes say and as learners do": (
        "SELECT coalesce(sum(passed), 0) FROM training_class WHERE state = 'completed'",
        "SELECT count(*) FROM enrolment e JOIN training_class c ON c.id = e.class_id "
        "WHERE c.state = 'completed' AND e.state IN ('passed', 'certified')",
    ),
    "classes: rooms used by two classes at once": (
        "SELECT count(*) FROM class_session a JOIN training_class x ON x.id = a.class_id "
        "JOIN training_class y ON y.institution_id = x.institution_id AND y.id > x.id "
        "JOIN class_session b ON b.class_id = y.id AND b.held_on = a.held_on AND b.venue = a.venue "
        "WHERE x.state <> 'cancelled' AND y.state <> 'cancelled' "
        "AND a.starts_at < b.starts_at + b.hours * interval '1 hour' "
        "AND b.starts_at < a.starts_at + a.hours * interval '1 hour'",
        "SELECT 0",
    ),
    "classes: places left in cancelled ones": (
        "SELECT count(*) FROM enrolment e JOIN training_class c ON c.id = e.class_id "
        "WHERE c.state = 'cancelled' AND e.dropped_on IS NULL",
        "SELECT 0",
    ),
    "fees: enrolments paid above their fee, or given back more than paid": (
        "SELECT count(*) FROM (SELECT enrolment_id, sum(CASE WHEN kind IN ('receipt', 'carried_in') "
        "THEN amount ELSE -amount END) AS paid FROM fee_entry GROUP BY 1) f "
        "JOIN enrolment e ON e.id = f.enrolment_id WHERE f.paid < 0 OR f.paid > e.fee",
        "SELECT 0",
    ),
    "fees: carried out and carried in": (
        "SELECT coalesce(sum(amount), 0) FROM fee_entry WHERE kind = 'carried_out'",
        "SELECT coalesce(sum(amount), 0) FROM fee_entry WHERE kind = 'carried_in'",
    ),
    "waiting lists: waiting beside a free seat": (
        "SELECT count(*) FROM waiting w JOIN training_class c ON c.id = w.class_id "
        "WHERE w.state = 'waiting' AND c.seats_taken < c.capacity",
        "SELECT 0",
    ),
    "waiting lists: seated before somebody who came first": (
        "SELECT count(*) FROM waiting s JOIN waiting w ON w.class_id = s.class_id AND w.position < s.position "
        "WHERE s.state = 'seated' AND w.state IN ('waiting', 'lapsed')",
        "SELECT 0",
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
