"""Sign in: a username and password for a short-lived token."""

from time import time

from kit.auth import sign_token
from kit.call import Call
from kit.database import Database, Transaction, use_case
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from gateway.errors import AccountDisabled, CredentialsWrong
from gateway.passwords import Passwords
from gateway.store.accounts import actor_of, find_by_username
from gateway.throttle import Throttle

TOKEN_SECONDS = 1800
"""Short: a disabled account's token works no longer than this."""


class TokenIssued(BaseModel):
    """RFC 6749, section 5.1."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 -- the kind of token, not one
    expires_in: int = Field(default=TOKEN_SECONDS, description="Seconds.")


class SignIn:
    """Verifies the password and issues the token."""

    def __init__(self, passwords: Passwords, throttle: Throttle, private_key: bytes) -> None:
        self._passwords = passwords
        self._throttle = throttle
        self._private_key = private_key

    async def __call__(self, database: Database, call: Call, username: str, password: str) -> TokenIssued:
        """Raises CredentialsWrong (for an unknown account alike), TooManyTries, or AccountDisabled.

        That an account is disabled is told only to someone who knows its password.
        """
        async with self._throttle.attempt(username, call.source) as attempt:
            async with database.reading(call) as tx:
                row = await find_by_username(tx, username)
            if not await self._passwords.verify(row["password_hash"] if row else None, password) or row is None:
                self._throttle.failed(attempt)
                raise CredentialsWrong(where="password")
            self._throttle.succeeded(attempt)
        if not row["active"]:
            raise AccountDisabled
        return await _issue(database, call, row, self._private_key)


@use_case("gateway.token.issue")
async def _issue(tx: Transaction, row: RowMapping, private_key: bytes) -> TokenIssued:
    tx.call.actor = actor_of(row)
    tx.about(row["id"])
    return TokenIssued(
        access_token=sign_token(tx.call.actor, private_key, issued_at=int(time()), seconds=TOKEN_SECONDS)
    )
