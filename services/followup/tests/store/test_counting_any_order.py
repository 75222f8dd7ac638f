"""Whatever order events come in, the end is the same; and the past can be counted as it was known.

An independent count in plain Python, with the domain's own rules for businesses, is the yardstick.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count, pairwise

from followup.domain.business import Business
from followup.domain.errors import ContradictsClosure, ContradictsOperation
from followup.domain.figures import FIGURES, NUMERATORS
from followup.domain.rules import Rules
from followup.domain.standing import standing
from followup.domain.visits import Findings, Outcome, People
from followup.store.counting import View, behind, count_all
from followup.store.facts import add_facts, fact
from followup.store.tables import BusinessRow, OwnerRow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit.event import CloudEvent
from kit.ids import new_id
from sqlalchemy import column, func, select, table

OWN_TO_A_FILE = {
    f"applicants.applicant.{word}" for word in ("registered", "accepted", "declined", "amended", "withdrawn")
}
"""Who a person is and whether they were accepted is told by the file that stays."""
FIRST = date(2007, 7, 1)
TODAY = date(2010, 12, 31)
RULES = Rules("test", 36500, 6, (), 10, 7, 3, 14, {})
AREAS = count(100)
PRINCIPAL = Decimal("1666.67")
"""What each repayment brings down what is owed by, whatever it was split into when it came in."""
FREED = Decimal("1333.34")
"""By how much less the fund answers for with it."""
MONEY = ("subsidies_paid", "loans_disbursed", "outstanding_principal", "guarantees_outstanding")
# Few days and few moments, so that what matters (before, after, the same) happens often.
days = st.integers(0, 20).map(lambda n: FIRST + timedelta(days=30 * n))
moments = st.integers(0, 8).map(lambda n: datetime(2009, 1, 1, tzinfo=UTC) + timedelta(hours=n))


@dataclass
class Told:
    """Something that was told: an event of another service, or a fact of follow-up's own."""

    at: datetime
    on: date
    kind: str
    data: dict
    id: str = field(default_factory=new_id)

    def event(self):
        return CloudEvent(
            id=self.id, source="/t", type=f"qibu.{self.kind}.v1", subject="s", time=self.at, data=self.data
        )


@dataclass
class History:
    area: str
    people: list
    told: list
    businesses: list  # (business_id, owners, registered_on, at)
    visits: list  # (business_id, record, at, visit_id)

    def tellings(self):
        own = [("business", one) for one in self.businesses] + [("visit", one) for one in self.visits]
        return [("event", one) for one in self.told] + own


def once(person, area):
    """Events that happen to a person at most once, with the field that holds the day."""
    base = {"applicant_id": person}
    return [
        ("applicants.applicant.registered", "registered_on", {
            **base, "area": area + "1", "sex": "f", "birth_year": 1970, "education": "college",
            "target_group": "other", "employment_status": "unemployed", "unemployed_since": "2006-01-01"}),
        ("applicants.applicant.accepted", "accepted_on", {**base, "area": area + "1", "free_of_charge": True}),
        ("applicants.applicant.declined", "declined_on", {**base, "outcome": "ineligible"}),
        ("applicants.applicant.referred", "referred_on", {**base, "institution_id": "i", "package": "SYB"}),
        ("applicants.applicant.withdrawn", "withdrawn_on", base),
        ("applicants.applicant.amended", None, {**base, "area": area + "2", "education": "college", "sector": "65"}),
        ("training.enrolment.confirmed", "enrolled_on", {
            **base, "enrolment_id": "e", "class_id": "c", "institution_id": "i", "package": "SYB", "free": True}),
        ("training.certificate.issued", "issued_on", {
            **base, "certificate_id": "c", "enrolment_id": "e", "class_id": "c", "institution_id": "i",
            "package": "SYB"}),
    ]  # fmt: skip


@st.composite
def credit(draw, person):
    """A person's loan: asked for, guaranteed, paid out, repaid, perhaps closed; any part may be missing."""
    base = {"applicant_id": person, "bank_id": "b"}
    application, loan = new_id(), new_id()
    of = {**base, "application_id": application, "guarantee_id": "g"}
    steps = [
        ("credit.application.submitted", "applied_on", {**of, "amount": "20000.00"}),
        ("credit.guarantee.issued", "issued_on", {**of, "amount": "16000.00"}),
        ("credit.loan.disbursed", "disbursed_on", {**of, "loan_id": loan, "amount": "20000.00", "term_months": 12}),
        *(
            ("credit.loan.balance_changed", "on", {
                **base, "loan_id": loan, "reference": n, "principal": str(PRINCIPAL), "guaranteed": str(FREED)})
            for n in range(draw(st.integers(0, 4)))
        ),
        ("credit.loan.closed", "closed_on", {**base, "loan_id": loan}),
        ("credit.guarantee.released", "released_on", {**of, "amount": "1.00"}),
    ]  # fmt: skip
    wanted = draw(st.lists(st.sampled_from(steps), unique_by=lambda s: (s[0], s[2].get("reference")), max_size=8))
    things = [told(draw, *step) for step in wanted]
    for one in things:
        if one.kind == "credit.loan.balance_changed":
            change = {name: one.data.pop(name) for name in ("on", "principal", "guaranteed")}
            one.data = {**base, "loan_id": loan, "changes": [change]}
    return things


def told(draw, kind, day_field, data):
    at = draw(moments)
    on = draw(days) if day_field else (at + timedelta(hours=8)).date()
    return Told(at, on, kind, {**data, **({day_field: on.isoformat()} if day_field else {})})


@st.composite
def classes(draw, people):
    """Attendance sheets of one class, each perhaps put right once or twice."""
    klass, sheets = new_id(), []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        at = draw(moments)
        for version in range(1, draw(st.integers(1, 3)) + 1):
            on = draw(days)
            data = {
                "class_id": klass, "institution_id": "i", "session_number": number, "held_on": on.isoformat(),
                "present": draw(st.lists(st.sampled_from(people), unique=True)), "version": version,
            }  # fmt: skip
            sheets.append(Told(at + timedelta(hours=version), on, "training.attendance.recorded", data))
    return sheets


@st.composite
def visited(draw, business_id, registered_on, at):
    """Visits as the domain lets them be recorded, some put right; in the order of recording."""
    business = Business(business_id, (), registered_on, RULES.survives_after(registered_on))
    visit_ids, out = [], []
    for step in range(draw(st.integers(0, 9))):
        on = registered_on + timedelta(days=30 * draw(st.integers(0, 12)))
        outcome = draw(st.sampled_from(list(Outcome)))
        counted = outcome in (Outcome.OPERATING, Outcome.SUSPENDED) and draw(st.booleans())
        months = draw(st.integers(0, (on - registered_on).days // 30)) if outcome is Outcome.CLOSED else 0
        findings = Findings(
            on,
            outcome,
            closed_on=on - timedelta(days=30 * months) if outcome is Outcome.CLOSED else None,
            reason="r" if outcome is Outcome.CLOSED else None,
            people=People(draw(st.integers(0, 5)), 0, 0, 0, 0, 0) if counted else None,
        )
        again = draw(st.sampled_from([*visit_ids, None]))
        try:
            if again is None:
                again, _ = business.record_unplanned(findings, today=TODAY, rules=RULES, new_id=new_id)
                visit_ids.append(again)
            else:
                business.record(again, findings, today=TODAY, rules=RULES, new_id=new_id)
        except (ContradictsClosure, ContradictsOperation):
            continue
        out.append(
            (business_id, business.visits[again].record, at + timedelta(hours=step // 2 + 1, minutes=step), again)
        )
    return out


@st.composite
def histories(draw):
    area = f"500116{next(AREAS):05d}"
    people = [new_id() for _ in range(draw(st.integers(1, 3)))]
    things = draw(classes(people))
    for person in people:
        steps = once(person, area)
        steps_named = [step[0] for step in steps]
        left_out = draw(st.sets(st.sampled_from(steps_named), max_size=4)) if draw(st.integers(0, 4)) else steps_named
        things += [told(draw, *step) for step in steps if step[0] not in left_out]
        things += draw(credit(person))
        if draw(st.booleans()):
            line = {"applicant_id": person, "milestone": "M1", "amount": "500.00"}
            claim = {"claim_id": "c", "institution_id": "i", "lines": [line, {**line, "amount": "-100.00"}]}
            things.append(told(draw, "training.claim.paid", "paid_on", claim))
    if len(people) > 1 and draw(st.booleans()):
        merged = {"applicant_id": people[-1], "merged_into": people[0]}
        things.append(told(draw, "applicants.applicant.merged", "merged_on", merged))
    businesses, visits = [], []
    for _ in range(draw(st.integers(1, 2))):
        owners = draw(st.lists(st.sampled_from(people), unique=True, min_size=1))
        business_id, registered_on, at = new_id(), draw(days), draw(moments)
        businesses.append((business_id, sorted(owners), registered_on, at))
        visits += draw(visited(business_id, registered_on, at))
    return History(area, people, things, businesses, visits)


# The independent count


def in_force(history, as_of, known_at):
    """What holds: known by then, not superseded by what was known by then, and happened by then."""
    known = [t for t in history.told if t.at <= known_at]
    newest = {}
    for one in known:
        if one.kind == "training.attendance.recorded":
            key = (one.data["class_id"], one.data["session_number"])
            newest[key] = max(newest.get(key, 0), one.data["version"])
    return [
        one for one in known
        if one.on <= as_of and (
            one.kind != "training.attendance.recorded"
            or one.data["version"] == newest[one.data["class_id"], one.data["session_number"]])
    ]  # fmt: skip


def business_then(history, business, as_of, known_at):
    business_id, owners, registered_on, at = business
    if at > known_at or registered_on > as_of:
        return None
    newest = {
        visit_id: record
        for of, record, told_at, visit_id in history.visits
        if of == business_id and told_at <= known_at
    }
    held = [r for r in newest.values() if (r.findings.closed_on or r.findings.visited_on) <= as_of]
    return owners, registered_on, standing(held, RULES.survives_after(registered_on), RULES)


def files_of(history, person, known_at):
    """The files that are this person's by what was known: their own and those merged into it; of a merged file none."""
    merged = {
        one.data["applicant_id"]: one.data["merged_into"]
        for one in history.told
        if one.kind == "applicants.applicant.merged" and one.at <= known_at
    }
    if person in merged:
        return []
    return [person, *(file for file, into in merged.items() if into == person)]


def person_then(history, person, as_of, known_at):
    held = in_force(history, as_of, known_at)
    files = files_of(history, person, known_at)
    mine = [
        one for one in held
        if one.data.get("applicant_id") in files and (
            one.data["applicant_id"] == person or one.kind not in OWN_TO_A_FILE)
    ]  # fmt: skip

    def first(kind):
        return min((one.on for one in mine if one.kind == kind), default=None)

    attended = [
        one.on for one in held if one.kind == "training.attendance.recorded" and {*files} & {*one.data["present"]}
    ]
    own = [
        b for b in (business_then(history, b, as_of, known_at) for b in history.businesses) if b and {*files} & {*b[0]}
    ]
    closings = [b[2].closed_on for b in own]
    placed = [one for one in mine if one.kind.rsplit(".", 1)[1] in ("registered", "accepted", "amended")]
    return {
        "area": max(placed, key=lambda one: (one.at, one.id)).data["area"] if placed else None,
        "registered_on": first("applicants.applicant.registered"),
        "accepted_on": first("applicants.applicant.accepted"),
        "declined_on": first("applicants.applicant.declined"),
        "referred_on": first("applicants.applicant.referred"),
        "withdrawn_on": first("applicants.applicant.withdrawn"),
        "enrolled_on": first("training.enrolment.confirmed"),
        "certified_on": first("training.certificate.issued"),
        "loan_applied_on": first("credit.application.submitted"),
        "loan_disbursed_on": first("credit.loan.disbursed"),
        "first_session_on": min(attended, default=None),
        "business_registered_on": min((b[1] for b in own), default=None),
        "survived_on": min((b[2].survived_on for b in own if b[2].survived_on), default=None),
        "due_after": min((RULES.survives_after(b[1]) for b in own), default=None),
        "unverified_after": min(
            (RULES.survives_after(b[1]) for b in own if not b[2].survived_on and not b[2].closed_on), default=None
        ),
        "closed_on": max(closings) if closings and None not in closings else None,
        **all_money_then(mine, [one for one in held if one.kind == "training.claim.paid"], files),
    }


def all_money_then(mine, claims, files):
    """Of all files of a person together."""
    each = [money_then([one for one in mine if one.data["applicant_id"] == file], claims, file) for file in files]
    return {name: sum((told[name] for told in each), Decimal(0)) for name in MONEY}


def money_then(mine, claims, person):
    def total(kind, name="amount"):
        return sum((Decimal(one.data[name]) for one in mine if one.kind == kind), Decimal(0))

    def has(kind):
        return any(one.kind == kind for one in mine)

    lent = total("credit.loan.disbursed")
    changes = sum(one.kind == "credit.loan.balance_changed" for one in mine) if lent else 0
    issued = total("credit.guarantee.issued")
    freed = FREED * changes if lent else issued * has("credit.guarantee.released")
    lines = [line for claim in claims for line in claim.data["lines"] if line["applicant_id"] == person]
    return {
        "subsidies_paid": sum((Decimal(line["amount"]) for line in lines), Decimal(0)),
        "loans_disbursed": lent,
        "outstanding_principal": lent - PRINCIPAL * changes,
        "guarantees_outstanding": issued - freed if issued or has("credit.guarantee.released") else Decimal(0),
    }


def figures_then(history, as_of, known_at):
    rows = {person: person_then(history, person, as_of, known_at) for person in history.people}
    rows = {person: row for person, row in rows.items() if (row["area"] or "").startswith(history.area)}
    taking_part = {p for p, row in rows.items() if row["accepted_on"] and row["first_session_on"]}
    counted = {
        "participants": len(taking_part),
        "registered": sum(row["registered_on"] is not None for row in rows.values()),
        "businesses_surviving_six_months": sum(rows[p]["survived_on"] is not None for p in taking_part),
        "closed": sum(row["closed_on"] is not None for row in rows.values()),
        "surviving_businesses": 0,
        "new_jobs": 0,
        "new_jobs_with_owner": 0,
        **{name: sum((row[name] for row in rows.values()), Decimal(0)) for name in MONEY},
    }
    for business in history.businesses:
        then = business_then(history, business, as_of, known_at)
        owners = {p for p in taking_part if {*files_of(history, p, known_at)} & {*business[1]}}
        if then and owners and then[2].survived_on:
            counted["surviving_businesses"] += 1
            if not then[2].closed_on:
                counted["new_jobs"] += then[2].workers or 0
                counted["new_jobs_with_owner"] += (then[2].workers or 0) + len(owners)
    return counted


# Telling the database


def own_facts(kind, one):
    if kind == "business":
        business_id, owners, registered_on, at = one
        until = RULES.survives_after(registered_on).isoformat()
        return [
            fact(
                business_id, "followup.business.registered", registered_on, at,
                line=line, applicant_id=owner, business_id=business_id, data={"survives_after": until},
            )
            for line, owner in enumerate(owners)
        ]  # fmt: skip
    business_id, record, at, visit_id = one
    found = record.findings
    data = {
        "visited_on": found.visited_on.isoformat(), "outcome": found.outcome.value,
        "workers": found.workers, "sequence": record.sequence,
    }  # fmt: skip
    return [
        fact(
            record.record_id, "followup.visit.recorded", found.closed_on or found.visited_on, at,
            business_id=business_id, series=visit_id, version=record.version, data=data,
        )
    ]  # fmt: skip


async def tell(service, history, order, batches):
    """Tell everything in ``order``, cut into transactions at the places in ``batches``."""
    async with service.database.transaction(service.call) as tx:
        for business_id, owners, registered_on, at in history.businesses:
            tx.insert(BusinessRow, {
                "id": business_id, "name": "n", "licence_number": business_id[-18:], "registered_on": registered_on,
                "sector": "65", "area": history.area, "address": "a", "address_key": "a" * 64,
                "form": "individual",
                "licence_seen_on": registered_on, "survives_after": registered_on, "state": "registered",
                "policy_version": "t", "recorded_by": "t", "recorded_at": at, "version": 1,
            })  # fmt: skip
            tx.insert(OwnerRow, *({"business_id": business_id, "applicant_id": owner} for owner in owners))
    edges = [0, *sorted(batches), len(order)]
    for start, end in pairwise(edges):
        async with service.database.transaction(service.call) as tx:
            for kind, one in order[start:end]:
                if kind == "event":
                    await service.handlers.apply(tx, one.event())
                else:
                    add_facts(tx, *own_facts(kind, one))


async def rows_of(service, source, people):
    columns = [column(name) for name in ("applicant_id", *person_then(EMPTY, "", TODAY, datetime.now(UTC)))]
    query = select(*columns).select_from(source).where(column("applicant_id").in_(people))
    async with service.database.reading(service.call) as tx:
        return {
            row["applicant_id"]: {k: v for k, v in row.items() if k != "applicant_id"} for row in await tx.all(query)
        }


EMPTY = History("", [], [], [], [])


def meaningful(rows):
    return {person: row for person, row in rows.items() if any(value for value in row.values())}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
async def test_any_order_ends_the_same_and_the_past_is_counted_as_it_was_known(service, data):
    history = data.draw(histories())
    order = data.draw(st.permutations(history.tellings()))
    batches = data.draw(st.lists(st.integers(0, len(order)), max_size=4))
    await tell(service, history, order, batches)

    now = datetime.now(UTC)
    told_now = {person: person_then(history, person, TODAY, now) for person in history.people}
    live = await rows_of(service, table("participant_progress"), history.people)
    assert meaningful(live) == meaningful(told_now)

    as_of, known_at, once_known = data.draw(days), data.draw(moments), data.draw(moments)
    for day, moment in ((TODAY, now), (as_of, now), (TODAY, known_at), (TODAY, once_known), (as_of, known_at)):
        then = func.participant_progress_as_of(day, moment).table_valued("applicant_id", name="then")
        expected = {person: person_then(history, person, day, moment) for person in history.people}
        assert meaningful(await rows_of(service, then, history.people)) == meaningful(expected)
        await check_figures(service, View(day, moment, history.area, live=False), figures_then(history, day, moment))
    await check_figures(service, View(TODAY, now, history.area, live=True), figures_then(history, TODAY, now))


async def check_figures(service, view, expected):
    async with service.database.reading(service.call) as tx:
        counted = await count_all(tx, view)
        lists = {name: await tx.all(behind(view, name, None, 1000)) for name in FIGURES}
    assert {name: counted[name] for name in expected} == expected
    for name, lines in lists.items():
        value = counted[NUMERATORS.get(name, name)]
        key = "amount" if name in MONEY else "count"
        assert sum(line[key] for line in lines) == value, name
        if FIGURES[name].unit == "people":
            assert len({line["applicant_id"] for line in lines}) == value, name
