"""An applicant waits for a seat in a full class."""

from datetime import date

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.domain.errors.enrolments import AlreadyWaiting, SeatsFree
from training.domain.waiting_list import Waiting, WaitingState, try_seat
from training.policy import RulesAsOf
from training.store.classes import lock_class, raise_version
from training.store.tables.waiting_lists import WaitingRow
from training.store.waiting_lists import candidate, next_position
from training.use_cases.shapes import Command, Day


class JoinWaitingList(Command):
    """Who waits, and since when."""

    applicant_id: Id
    joined_on: Day


class WaitingJoined(BaseModel):
    """The place on the list; whether the course would be free, and why."""

    id: str
    class_id: str
    applicant_id: str
    position: int
    state: str
    joined_on: date
    free: bool
    fee_reason: str
    policy_version: str
    version: int


@use_case("training.waiting_list.join", conflicts={"uq_waiting_open": lambda: AlreadyWaiting("applicant_id")})
async def join_waiting_list(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: JoinWaitingList
) -> WaitingJoined:
    """Take the next position on the list of a full class, if every rule of enrolling holds but the seat."""
    check_fact("joined_on", command.joined_on, tx.today, rules_as_of(tx.today))
    rules = rules_as_of(command.joined_on)
    taught, row = await lock_class(tx, class_id, tx.call.actor)
    position = await next_position(tx, class_id)
    place = Waiting(new_id(), command.applicant_id, position, command.joined_on, free=False)
    wanted, _ = try_seat(taught, await candidate(tx, place), command.joined_on, new_id(), rules)
    if row["seats_taken"] < row["capacity"]:
        raise SeatsFree
    tx.insert(
        WaitingRow,
        {
            "id": place.waiting_id,
            "class_id": class_id,
            "applicant_id": place.applicant_id,
            "institution_id": taught.institution_id,
            "area": row["area"],
            "position": position,
            "joined_on": place.joined_on,
            "free": wanted.free,
            "fee_reason": wanted.reason.value,
            "state": WaitingState.WAITING.value,
            "policy_version": rules.version,
            "version": 1,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    await raise_version(tx, class_id)
    tx.about(place.waiting_id, class_id=class_id, position=position)
    return WaitingJoined(
        id=place.waiting_id,
        class_id=class_id,
        applicant_id=place.applicant_id,
        position=position,
        state=WaitingState.WAITING.value,
        joined_on=place.joined_on,
        free=wanted.free,
        fee_reason=wanted.reason.value,
        policy_version=rules.version,
        version=1,
    )
