"""The state that a list filters by is the state that the domain reads from the same facts, for any history."""

import random
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from kit.ids import new_id
from kit.refusal import Refusal
from training.domain.institution import Institution, InstitutionState
from training.policy import rules_as_of
from training.store.endings import lock_ending_institutions
from training.store.institution_states import state_is
from training.store.institutions import LIFTING, REVOCATION, SUSPENSION, institution, institutions_of
from training.store.tables.institutions import (
    CertificationRow,
    InspectionRow,
    InstitutionDocumentRow,
    InstitutionMeasureRow,
    InstitutionRow,
)

FIRST = date(2007, 5, 1)
NOW = datetime(2007, 5, 1, tzinfo=UTC)
AREA, OTHER_AREA = "500116900", "500116901"


class Telling:
    """Random facts told to the domain and, when it takes them, written as rows."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.school = Institution(new_id(), "school", AREA, FIRST)
        self.rows: list[tuple[type, dict]] = []
        self.measures = 0

    def day(self) -> date:
        return FIRST + timedelta(days=self.chance.randrange(1200))

    def write(self, table: type, **facts: object) -> None:
        self.rows.append((table, {"institution_id": self.school.institution_id, "recorded_at": NOW, **facts}))

    def measure(self, kind: str, **facts: object) -> None:
        self.measures += 1
        shared = {"ends_on": None, "refers_to": None, "reason": "x", "decided_by": "m"}
        self.write(InstitutionMeasureRow, number=self.measures, measure=kind, **(shared | facts))

    def papers(self) -> None:
        for kind, wanted in rules_as_of(FIRST).providers.documents.items():
            if wanted.required:
                made = self.school.receive(kind, FIRST, None)
                facts = {"kind": kind, "received_on": FIRST, "recorded_by": "m"}
                self.write(InstitutionDocumentRow, number=made.number, **facts)

    def tell(self) -> None:
        getattr(self, self.chance.choice(["inspect", "certify", "certify", "suspend", "lift", "revoke"]))()

    def inspect(self) -> None:
        day, passed = self.day(), self.chance.random() < 0.8
        self.school.inspect(day, passed=passed, findings="", inspected_by="i")
        facts = {"inspected_on": day, "passed": passed, "findings": "", "inspected_by": "i"}
        self.write(InspectionRow, number=len(self.school.inspections), **facts)

    def certify(self) -> None:
        last = self.school.inspections[-1].inspected_on if self.school.inspections else FIRST
        begins = last + timedelta(days=self.chance.randrange(30))
        ends = begins + timedelta(days=self.chance.randrange(400))
        self.school.certify(begins, ends, certified_by="m", rules=rules_as_of(begins).providers)
        facts = {"certified_from": begins, "certified_to": ends, "certified_by": "m"}
        number = len(self.school.certifications)
        self.write(CertificationRow, number=number, inspection=len(self.school.inspections), **facts)

    def suspend(self) -> None:
        begins = self.day()
        ends = self.chance.choice([None, begins + timedelta(days=self.chance.randrange(60))])
        self.school.suspend(self.measures + 1, begins, ends)
        self.measure(SUSPENSION, starts_on=begins, ends_on=ends)

    def lift(self) -> None:
        day = self.day()
        lifted = self.school.lift(day)
        self.measure(LIFTING, starts_on=day, refers_to=lifted.number)

    def revoke(self) -> None:
        day = self.day()
        self.measure(REVOCATION, starts_on=day, refers_to=self.school.revoke(day))


def told(seed: int) -> Telling:
    telling = Telling(random.Random(seed))
    telling.papers()
    for _ in range(14):
        try:
            telling.tell()
        except Refusal:
            continue
    return telling


async def written(service, area: str, seeds: range) -> list[Telling]:
    """Institutions of ``area`` with random lives, in the database."""
    tellings = [told(seed) for seed in seeds]
    async with service.database.transaction(service.call) as tx:
        for telling in tellings:
            row = {"id": telling.school.institution_id, "name": "school", "area": area, "applied_on": FIRST}
            rest = {"state": "applied", "version": 1, "recorded_by": "m", "recorded_at": NOW}
            tx.insert(InstitutionRow, row | rest)
            await tx.flush()
            for table, facts in telling.rows:
                tx.insert(table, facts)
                await tx.flush()
    return tellings


async def test_every_state_on_every_day_is_found_by_its_filter(service):
    tellings = await written(service, AREA, range(60))
    seen: set[InstitutionState] = set()
    async with service.database.reading(service.call) as tx:
        rows = await tx.all(sa.select(institution).where(institution.c.area == AREA))
        loaded = await institutions_of(tx, rows)
        assert {key: value.certifications for key, value in loaded.items()} == {
            telling.school.institution_id: telling.school.certifications for telling in tellings
        }
        for offset in range(0, 1700, 41):
            day = FIRST + timedelta(days=offset)
            for state in InstitutionState:
                query = sa.select(institution.c.id).where(institution.c.area == AREA, state_is(state, day))
                found = {row["id"] for row in await tx.all(query)}
                expected = {key for key, school in loaded.items() if school.state_on(day) is state}
                assert found == expected, (state, day)
                seen |= {state} if found else set()
    assert seen == set(InstitutionState)


async def test_who_is_noted_already_or_goes_on_is_not_looked_at_again(service):
    """The domain's ``ran_out`` decides what a sweep notes; the filter spares it the rest."""
    await written(service, OTHER_AREA, range(60, 120))
    async with service.database.transaction(service.call) as tx:
        rows = await tx.all(sa.select(institution).where(institution.c.area == OTHER_AREA))
        loaded = await institutions_of(tx, rows)
        assert len(loaded) == 60
        for offset in range(200, 1800, 97):
            last = FIRST + timedelta(days=offset)
            locked = await lock_ending_institutions(tx, service.call.actor, FIRST, last, noted=True)
            found = {row["id"] for row in locked} & set(loaded)
            expected = {key for key, school in loaded.items() if school.ran_out(last + timedelta(days=1))}
            assert found == expected, last
