"""Create an account."""

from typing import Annotated, Any, ClassVar

from kit.auth import Role
from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from gateway.errors import AreaNeeded, OrganisationNeeded, ScopeNotForRole, UsernameTaken
from gateway.store.accounts import AccountView
from gateway.store.tables import AccountRow

PASSWORD_CHARACTERS = 12
"""A password has at least so many."""

Username = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{1,63}$")]
Password = Annotated[SecretStr, Field(min_length=PASSWORD_CHARACTERS, max_length=200)]
Area = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$")]
_OF_ORGANISATION = {Role.INSTITUTION, Role.BANK, Role.EXPERT}
_OF_AREA = {Role.CASE_WORKER}


class CreateAccount(BaseModel):
    """Who may sign in from now on, and as what."""

    model_config = ConfigDict(extra="forbid")
    example: ClassVar[dict[str, Any]] = {
        "username": "li.case",
        "password": "a long sentence is best",
        "name": "Li Hua 李华",
        "role": "case_worker",
        "organisation": None,
        "area": "500116",
    }

    username: Username = Field(description="Letters, digits, `.`, `_`, `@`, `-`; case does not matter.")
    password: Password
    name: str = Field(min_length=1, max_length=100)
    role: Role
    organisation: Id | None = Field(
        default=None, description="Whose records: of institutions and banks; of experts their id in the register."
    )
    area: Area | None = Field(default=None, description="Of case workers: the code whose subtree they work in.")


def check_scope(role: Role, organisation: str | None, area: str | None) -> None:
    """Institutions, banks and experts act as who they are, a case worker in an area; nobody else has either."""
    if role in _OF_ORGANISATION and organisation is None:
        raise OrganisationNeeded(where="organisation", role=role.value)
    if role in _OF_AREA and area is None:
        raise AreaNeeded(where="area", role=role.value)
    if role not in _OF_ORGANISATION and organisation is not None:
        raise ScopeNotForRole(where="organisation", role=role.value, scope="organisation")
    if role not in _OF_AREA and area is not None:
        raise ScopeNotForRole(where="area", role=role.value, scope="area")


@use_case("gateway.account.create", conflicts={"uq_account_username": lambda: UsernameTaken(where="username")})
async def create_account(tx: Transaction, command: CreateAccount, password_hash: str) -> AccountView:
    """``password_hash`` was made of the command's password before the transaction began: it takes long."""
    check_scope(command.role, command.organisation, command.area)
    account = AccountView(
        id=new_id(),
        username=command.username,
        name=command.name,
        role=command.role.value,
        organisation=command.organisation,
        area=command.area,
        active=True,
        version=1,
        created_at=tx.now,
    )
    tx.insert(AccountRow, {**account.model_dump(), "password_hash": password_hash})
    tx.about(account.id, role=account.role, account_organisation=account.organisation, account_area=account.area)
    return account
