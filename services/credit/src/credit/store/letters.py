"""Letters that went out, and what they are drawn up from."""

from collections.abc import Collection, Mapping, Sequence

from kit.database import Row, Transaction
from kit.ids import new_id
from kit.money import Money
from sqlalchemy import RowMapping, func, select

from credit.domain.letters import Letter, LetterKind, Security
from credit.store.applications import current_securities
from credit.store.sets import one_of
from credit.store.tables.applications import decision, loan_application
from credit.store.tables.fund import bank
from credit.store.tables.route import decision_letter_numbers, letter


def insert_letters(tx: Transaction, letters: Sequence[Letter]) -> None:
    """Buffer letters."""
    rows: list[Row] = [
        {
            "id": new_id(),
            "application_id": item.application_id,
            "kind": item.kind.value,
            "number": item.number,
            "code": item.code,
            "issued_on": item.issued_on,
            "facts": item.as_facts(),
            "recorded_at": tx.now,
        }
        for item in letters
    ]
    if rows:
        tx.insert(letter, *rows)


async def decision_numbers(tx: Transaction, count: int) -> list[int]:
    """The next ``count`` numbers of decision letters."""
    query = select(decision_letter_numbers.next_value().label("number")).select_from(func.generate_series(1, count))
    return [row["number"] for row in await tx.all(query)]


async def bank_names(tx: Transaction, bank_ids: Collection[str]) -> dict[str, str]:
    """The names of banks."""
    rows = await tx.all(select(bank.c.id, bank.c.name).where(one_of(bank.c.id, bank_ids)))
    return {row["id"]: row["name"] for row in rows}


async def verdicts_so_far(tx: Transaction, application_ids: Collection[str]) -> dict[str, list[Mapping[str, object]]]:
    """The verdicts on the current version of each application; of a rule judged twice the later one."""
    rows = await tx.all(
        select(decision.c.application_id, decision.c.verdicts)
        .join(loan_application, loan_application.c.id == decision.c.application_id)
        .where(one_of(decision.c.application_id, application_ids))
        .where(decision.c.revision == loan_application.c.revision)
        .order_by(decision.c.id)
    )
    found: dict[str, dict[str, Mapping[str, object]]] = {}
    for row in rows:
        found.setdefault(row["application_id"], {}).update({item["rule"]: item for item in row["verdicts"]})
    return {application_id: list(items.values()) for application_id, items in found.items()}


async def securities_of(tx: Transaction, application_ids: Collection[str]) -> dict[str, tuple[Security, ...]]:
    """What secures the current version of each application, without what would tell who it is."""
    found: dict[str, tuple[Security, ...]] = {}
    for row in await tx.all(current_securities(application_ids)):
        item = Security(row["kind"], Money(row["value"]), Money(row["counted"]))
        found[row["application_id"]] = (*found.get(row["application_id"], ()), item)
    return found


async def latest_letter(tx: Transaction, application_id: str, kind: LetterKind | None) -> RowMapping | None:
    """The latest letter of an application, of a kind or of any; the caller has checked who may see it."""
    query = select(letter).where(letter.c.application_id == application_id).order_by(letter.c.id.desc()).limit(1)
    return await tx.one(query if kind is None else query.where(letter.c.kind == kind.value))
