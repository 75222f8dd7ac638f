"""Disable an account: it gets no new token, and those that it has run out within half an hour."""

from typing import Any, ClassVar

from kit.auth import Role
from kit.database import Transaction, use_case
from kit.refusal import IllegalTransition, NotFound
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import or_, select, update

from gateway.errors import LastAdministrator
from gateway.store.accounts import AccountView, accounts, view


class DisableAccount(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")
    example: ClassVar[dict[str, Any]] = {"reason": "Left the bureau."}

    reason: str = Field(min_length=3, max_length=500)


@use_case("gateway.account.disable")
async def disable_account(tx: Transaction, account_id: str, command: DisableAccount) -> AccountView:
    """Locks all active administrators with it, so that two of them cannot disable each other at once."""
    administrators = (accounts.c.role == Role.ADMINISTRATOR.value) & accounts.c.active
    rows = await tx.lock_all(
        select(accounts).where(or_(accounts.c.id == account_id, administrators)).order_by(accounts.c.id)
    )
    account = next((row for row in rows if row["id"] == account_id), None)
    if account is None:
        raise NotFound(noun="account")
    tx.expect_version(account["version"])
    if not account["active"]:
        raise IllegalTransition(noun="account", state="disabled", verb="disabled")
    if account["role"] == Role.ADMINISTRATOR.value and len(rows) == 1:
        raise LastAdministrator
    version = account["version"] + 1
    await tx.execute(update(accounts).where(accounts.c.id == account_id).values(active=False, version=version))
    tx.about(account_id, reason=command.reason)
    return view(account).model_copy(update={"active": False, "version": version})
