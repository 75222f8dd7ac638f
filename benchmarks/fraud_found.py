"""How many planted frauds training finds, and by what: a seeded simulation on its real service, nothing assumed.

Each run is an institution of its own with nine classes of twenty, most of its learners honest. Frauds are planted in
its lines by kind; honest people have what looks like fraud too: a household's telephone, a market where many rent.
The claim is lodged, drawn, verified and decided as always; a verifier who comes to a planted line finds it false, and
to an honest one true. What a run plants is drawn from its seed; what the sample draws is not, as in life.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any

from kit.ids import new_id
from measure import Figure
from school import school_of

CLASSES, LEARNERS, APART_DAYS = 9, 20, 12
FIRST = date(2007, 8, 6)
STARTED = date(2008, 1, 14)
CLAIMED = "2008-07-20"
NOBODY_MISSES, LATE, UNLICENSED = 2, 3, 4
"""The classes of which something is planted as a whole."""


@dataclass(frozen=True)
class Setting:
    """Runs with these seeds; ``ghosts``: learners who never came and businesses that never opened, papers perfect."""

    name: str
    seeds: range
    ghosts: int
    others: bool = True
    """Whether every other kind is planted as well."""


SETTINGS = (
    Setting("every kind", range(1, 6), 1),
    Setting("every kind, many ghosts", range(6, 9), 8),
    Setting("ghosts alone, 1 in 100 lines", range(11, 16), 2, others=False),
    Setting("ghosts alone, 4 in 100 lines", range(16, 21), 6, others=False),
)


class Kind(StrEnum):
    """What was planted."""

    OLDER = "business older than the course"
    NUMBER = "registration number invalid"
    UNLICENSED = "trainer without a licence"
    PHONE = "three invented people under one phone"
    REUSED = "one business behind three people"
    ADDRESS = "three businesses at one empty address"
    CLOSED = "registered for the subsidy, closed again"
    PATTERN = "invented attendance, nobody ever missing"
    LATE = "invented attendance, sheets written months later"
    GHOST = "learner who never came, papers perfect"
    EMPTY = "business that never opened, papers perfect"


class Found(StrEnum):
    """By what a false line was found, or that it was not."""

    DOOR = "never earned"
    CHECK = "refuted by a check"
    TOPUP = "verified for its risk"
    RANDOM = "random sample"
    REST = "every line verified"
    PAID = "not found"


Line = tuple[str, str]
"""Learner and milestone."""


@dataclass
class World:
    """One institution: its learners by class, and the false lines by what was planted."""

    school: Any
    rng: Random
    classes: list[list[str]] = field(default_factory=list)
    false: dict[Line, Kind] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def take(self, count: int, place: int | None = None) -> list[str]:
        """Learners that nothing was planted with yet, of one class if ``place`` is given."""
        classes = self.classes if place is None else [self.classes[place]]
        free = [person for learners in classes for person in learners if person not in self.used]
        taken = self.rng.sample(free, count)
        self.used.update(taken)
        return taken

    def plant(self, kind: Kind, people: Iterable[str], milestone: str) -> None:
        """A line that is false."""
        self.false.update({(person, milestone): kind for person in people})


async def fraud_found(folder: Path) -> list[Figure]:
    """Every seed; of each kind and in all the share found before payment, and honest lines that were flagged."""
    figures = []
    async with school_of(folder) as (first, _, _):
        for setting in SETTINGS:
            by_kind: dict[Kind, Counter[Found]] = {}
            alarms, honest = 0, 0
            for seed in setting.seeds:
                world = World(await type(first)(first.service).set_up("1000000.00"), Random(seed))
                outcome, flagged, true = await _run(world, setting)
                for line, kind in world.false.items():
                    by_kind.setdefault(kind, Counter())[outcome[line]] += 1
                alarms, honest = alarms + flagged, honest + true
            figures += _figures(setting.name, by_kind, alarms, honest)
    return figures


def _figures(setting: str, by_kind: dict[Kind, Counter[Found]], alarms: int, honest: int) -> list[Figure]:
    whole: Counter[Found] = sum(by_kind.values(), Counter())
    shown = [
        Figure(
            f"{setting}: {what}",
            100 * (told.total() - told[Found.PAID]) / told.total(),
            "%",
            note=f"of {told.total()}: " + ", ".join(f"{found} {told[found]}" for found in Found if told[found]),
        )
        for what, told in [("false lines found", whole), *((kind.value, told) for kind, told in by_kind.items())]
    ]
    return [*shown, Figure(f"{setting}: honest lines with a warning", 100 * alarms / honest, "%", note=f"of {honest}")]


async def _run(world: World, setting: Setting) -> tuple[dict[Line, Found], int, int]:
    """Teach, start businesses, plant, claim, verify; how each false line was found, and honest lines with a warning."""
    await _teach(world, others=setting.others)
    await _plant_learners(world, setting)
    await _start(world, setting)
    school = world.school
    claim = await school.lodge(CLAIMED)
    lines = {(line["applicant_id"], line["milestone"]): line for line in claim["lines"]}
    numbers = {lines[key]["line"] for key in world.false if key in lines}
    verified = await school.verify(claim["id"], "2008-08-01", numbers)
    after = {(line["applicant_id"], line["milestone"]): line for line in verified["lines"]}
    outcome = {key: _how(after.get(key)) for key in world.false}
    honest = [line for key, line in lines.items() if key not in world.false]
    warned = sum(any(not check["passed"] for check in line["checks"]) for line in honest)
    return outcome, warned, len(honest)


def _how(line: dict[str, Any] | None) -> Found:
    if line is None:
        return Found.DOOR
    if line["state"] != "refuted":
        return Found.PAID
    parts = {"random": Found.RANDOM, "topup": Found.TOPUP, "rest": Found.REST}
    return parts[line["part"]] if line["part"] else Found.CHECK


async def _teach(world: World, *, others: bool) -> None:
    """Nine classes, one after another; in the third nobody ever misses, the fourth's sheets are months late.

    The fifth is held by a trainer whose licence turns out to have been withdrawn.
    """
    school = world.school
    stranger = await school.trainer("无证")
    for place in range(CLASSES):
        first = FIRST + timedelta(days=place * APART_DAYS)
        body = school.class_body(str(first))
        if place == 4:
            body["trainer_ids"] = [school.trainers[0], stranger]
            for session in body["sessions"]:
                session["trainer_id"] = stranger
        class_id = (await school.office.ok("/v1/classes", body))["id"]
        learners = [await school.accepted() for _ in range(LEARNERS)]
        enrolments = [(await school.enrol(class_id, person))["id"] for person in learners]
        await _attendance(world, class_id, first, enrolments, place if others else None)
        await _complete(world, class_id, enrolments)
        world.classes.append(learners)
    if not others:
        return
    withdrawn = {"withdrawn_on": str(FIRST - timedelta(days=30)), "reason": "the licence was another person's"}
    await school.manager.ok(f"/v1/trainers/{stranger}/licences/1/withdrawal", withdrawn)
    world.plant(Kind.UNLICENSED, world.classes[UNLICENSED], "M1")
    world.used.update(world.classes[UNLICENSED])


async def _attendance(world: World, class_id: str, first: date, enrolments: list[str], place: int | None) -> None:
    missing = {} if place == NOBODY_MISSES else {one: world.rng.randrange(1, 11) for one in enrolments}
    for number in range(1, 11):
        held_on = first + timedelta(days=number - 1)
        recorded_on = held_on + timedelta(days=60) if place == LATE else held_on
        there = [one for one in enrolments if missing.get(one) != number]
        body = {"recorded_on": str(recorded_on), "present": there}
        await world.school.office.ok(f"/v1/classes/{class_id}/sessions/{number}/attendance", body)


async def _complete(world: World, class_id: str, enrolments: list[str]) -> None:
    school = world.school
    results = [{"enrolment_id": one, "plan_grade": "pass", "grader": "陈华"} for one in enrolments]
    await school.office.ok(f"/v1/classes/{class_id}/results", {"graded_on": "2008-01-02", "results": results})
    await school.office.ok(f"/v1/classes/{class_id}/completion", {"completed_on": "2008-01-03"})
    await school.inspector.ok(f"/v1/classes/{class_id}/certificates", {"issued_on": "2008-01-10"})


async def _plant_learners(world: World, setting: Setting) -> None:
    world.plant(Kind.GHOST, world.take(setting.ghosts), "M1")
    household = world.rng.sample(world.classes[0], 2)
    sharing = [household]
    if setting.others:
        world.plant(Kind.PATTERN, world.take(5, NOBODY_MISSES), "M1")
        world.plant(Kind.LATE, world.take(5, LATE), "M1")
        invented = world.take(3)
        world.plant(Kind.PHONE, invented, "M1")
        sharing.append(invented)
    for people in sharing:
        for person in people:
            others = [other for other in people if other != person]
            data = {"applicant_id": person, "kind": "phone", "shared_with": others, "people": len(people)}
            await world.school.service.deliver("applicants.contact.shared", person, data, time=datetime.now(UTC))


async def _start(world: World, setting: Setting) -> None:
    """Half of the honest start; three of them rent at one market. The rest of the plants are businesses."""
    hollow = world.take(setting.ghosts)
    world.plant(Kind.EMPTY, hollow, "M2")
    await _register(world, hollow)
    if setting.others:
        await _plant_businesses(world)
    invented = {person for person, _ in world.false}
    honest = [person for learners in world.classes for person in learners if person not in world.used | invented]
    begun = await _register(world, world.rng.sample(honest, len(honest) // 2))
    await _at_one_address(world, begun[:3])


async def _plant_businesses(world: World) -> None:
    older, number, closed, reused, address = (world.take(count) for count in (1, 1, 1, 3, 3))
    world.plant(Kind.OLDER, older, "M2")
    world.plant(Kind.NUMBER, number, "M2")
    world.plant(Kind.CLOSED, closed, "M2")
    world.plant(Kind.REUSED, reused, "M2")
    world.plant(Kind.ADDRESS, address, "M2")
    await _register(world, older, FIRST - timedelta(days=200))
    await _register(world, number, number_valid=False)
    [gone] = await _register(world, closed)
    ended = {"business_id": gone, "closed_on": str(STARTED + timedelta(days=45))}
    await world.school.service.deliver("followup.business.closed", gone, ended)
    await _register(world, reused, together=True)
    await _at_one_address(world, await _register(world, address))


async def _register(
    world: World, owners: list[str], day: date | None = None, *, number_valid: bool = True, together: bool = False
) -> list[str]:
    """A business for each owner, or one for all."""
    made = []
    for group in [owners] if together else [[owner] for owner in owners]:
        business = new_id()
        data = {
            "business_id": business,
            "owners": group,
            "registered_on": str(day or STARTED + timedelta(days=world.rng.randrange(120))),
            "sector": "F",
            "area": world.school.area,
            "form": "individual",
            "number_valid": number_valid,
            "number_kind": "registration_15",
            "authority": "500116",
        }
        await world.school.service.deliver("followup.business.registered", business, data)
        made.append(business)
    return made


async def _at_one_address(world: World, businesses: list[str]) -> None:
    for one in businesses:
        data = {"business_id": one, "kind": "address", "shared_with": [other for other in businesses if other != one]}
        await world.school.service.deliver("followup.business.shared", one, data, time=datetime.now(UTC))
