"""Signing in."""

from typing import Annotated

from fastapi import Form, Request
from kit.http import Caller, Db, Routes

from gateway.api.permissions import SIGN_IN
from gateway.errors import AccountDisabled, CredentialsWrong, GrantTypeNotSupported, TooManyTries
from gateway.use_cases.sign_in import SignIn, TokenIssued

router = Routes(tags=["accounts"])


@router.verb(
    "POST",
    "/v1/token",
    permission=SIGN_IN,
    summary="Sign in",
    description=(
        "A username and password for an access token (OAuth2, RFC 6749, section 4.3), to be sent as "
        "`Authorization: Bearer …`. After five wrong tries within five minutes, that account waits when asked from "
        "that address; others do not."
    ),
    refusals=[CredentialsWrong, AccountDisabled, TooManyTries, GrantTypeNotSupported],
    response_model=TokenIssued,
)
async def issue_token(
    call: Caller,
    database: Db,
    request: Request,
    grant_type: Annotated[str, Form(description="`password`.", max_length=50)],
    username: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=200, json_schema_extra={"format": "password"})],
) -> TokenIssued:
    """Sign in."""
    if grant_type != "password":
        raise GrantTypeNotSupported(where="grant_type")
    sign_in: SignIn = request.app.state.sign_in
    return await sign_in(database, call, username, password)
