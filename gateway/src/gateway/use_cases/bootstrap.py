"""The first start: one administrator, who creates all others."""

import logging
from pathlib import Path

from kit.auth import Role
from kit.call import system_call
from kit.database import Database
from kit.ids import new_id
from sqlalchemy.dialects.postgresql import insert

from gateway.passwords import Passwords
from gateway.store.accounts import accounts, find_by_username
from gateway.use_cases.create_account import PASSWORD_CHARACTERS

log = logging.getLogger("gateway.bootstrap")
ADMIN = "admin"


class AdminPasswordError(Exception):
    """There is no administrator yet, and no usable password to make one with."""


def read_password(path: Path | None) -> str:
    """The first line of the file. Raises AdminPasswordError, never with the password in it."""
    if path is None:
        raise AdminPasswordError("QIBU_ADMIN_PASSWORD_FILE is not set: the first start needs the administrator's")
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AdminPasswordError(f"{path}: cannot be read ({type(error).__name__})") from error
    if not lines or len(lines[0]) < PASSWORD_CHARACTERS:
        raise AdminPasswordError(f"{path}: the first line must hold at least {PASSWORD_CHARACTERS} characters")
    return lines[0]


async def bootstrap(database: Database, passwords: Passwords, password_file: Path | None) -> bool:
    """Make the account ``admin`` unless it exists; whether it was made. Several gateways may start at once."""
    call = system_call(database.service)
    async with database.reading(call) as tx:
        if await find_by_username(tx, ADMIN) is not None:
            return False
    password_hash = await passwords.hash(read_password(password_file))
    async with database.transaction(call) as tx:
        account_id = new_id()
        row = {
            "id": account_id,
            "username": ADMIN,
            "password_hash": password_hash,
            "role": Role.ADMINISTRATOR.value,
            "name": "Administrator",
            "active": True,
            "version": 1,
            "created_at": tx.now,
        }
        made = await tx.execute(insert(accounts).values(row).on_conflict_do_nothing().returning(accounts.c.id))
        if made.first() is None:
            return False
        tx.about(account_id, role=Role.ADMINISTRATOR.value)
        tx.audit("gateway.account.bootstrap")
    log.info("first start: account admin created")
    return True
