"""Accounts."""

import hashlib
import hmac
from typing import Annotated

from fastapi import Path, Request
from kit.http import Caller, Db, Id, Paging, Routes, next_cursor
from kit.refusal import IllegalTransition, NotFound
from pydantic import BaseModel
from sqlalchemy import select

from gateway.api.permissions import MANAGE_ACCOUNTS, SEE_OWN_ACCOUNT
from gateway.errors import AreaNeeded, LastAdministrator, OrganisationNeeded, ScopeNotForRole, UsernameTaken
from gateway.passwords import Passwords
from gateway.store.accounts import AccountView, accounts, by_id, view
from gateway.use_cases.create_account import CreateAccount, check_scope
from gateway.use_cases.create_account import create_account as create
from gateway.use_cases.disable_account import DisableAccount
from gateway.use_cases.disable_account import disable_account as disable

router = Routes(tags=["accounts"])


class AccountList(BaseModel):
    """One page of accounts."""

    items: list[AccountView]
    next: str | None


@router.verb(
    "POST",
    "/v1/accounts",
    permission=MANAGE_ACCOUNTS,
    status=201,
    summary="Create an account",
    description=(
        "Institution and bank accounts act for an organisation, case workers in an area; other roles have neither. "
        "The password has at least 12 characters and is stored as an Argon2id hash only."
    ),
    refusals=[UsernameTaken, OrganisationNeeded, AreaNeeded, ScopeNotForRole],
    body_example=CreateAccount.example,
    response_model=AccountView,
)
async def create_account(call: Caller, database: Db, request: Request, command: CreateAccount) -> AccountView:
    """Create an account."""
    check_scope(command.role, command.organisation, command.area)
    passwords: Passwords = request.app.state.passwords
    # The body holds a password, so its fingerprint is keyed: a stolen table must not be a quick way to guess it.
    secret: bytes = request.app.state.fingerprint_key
    call.fingerprint = hmac.new(secret, call.fingerprint.encode(), hashlib.sha256).hexdigest()
    password_hash = await passwords.hash(command.password.get_secret_value())
    return await create(database, call, command, password_hash)


@router.verb(
    "GET",
    "/v1/accounts",
    permission=MANAGE_ACCOUNTS,
    summary="All accounts",
    description="Oldest first, disabled ones among them.",
    response_model=AccountList,
)
async def list_accounts(call: Caller, database: Db, page: Paging) -> AccountList:
    """All accounts."""
    query = select(accounts).where(accounts.c.id > (page.after or "")).order_by(accounts.c.id).limit(page.limit + 1)
    async with database.reading(call) as tx:
        rows = await tx.all(query)
    more = rows[page.limit - 1]["id"] if len(rows) > page.limit else None
    return AccountList(items=[view(row) for row in rows[: page.limit]], next=next_cursor(more))


@router.verb(
    "POST",
    "/v1/accounts/{account_id}/disablement",
    permission=MANAGE_ACCOUNTS,
    summary="Disable an account",
    description="It gets no new token; a token that it has ends by itself, at most 30 minutes later.",
    refusals=[NotFound, IllegalTransition, LastAdministrator],
    body_example=DisableAccount.example,
    response_model=AccountView,
)
async def disable_account(
    call: Caller, database: Db, account_id: Annotated[Id, Path()], command: DisableAccount
) -> AccountView:
    """Disable an account."""
    return await disable(database, call, account_id, command)


@router.verb(
    "GET",
    "/v1/me",
    permission=SEE_OWN_ACCOUNT,
    summary="Who am I?",
    description="The account of the token that was sent.",
    refusals=[NotFound],
    response_model=AccountView,
)
async def read_own_account(call: Caller, database: Db) -> AccountView:
    """The caller's own account."""
    async with database.reading(call) as tx:
        row = await tx.one(by_id(call.actor.account))
    if row is None:
        raise NotFound(noun="account")
    return view(row)
