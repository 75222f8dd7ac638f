"""Who is calling, and what they may do.

The gateway signs short-lived tokens (JWT, EdDSA); every service verifies them again with the
public key and decides from the claims: role, organisation, area subtree.
"""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from time import time

import jwt

from kit.refusal import Refusal

AUDIENCE = "qibu"
ISSUER = "qibu-gateway"
ALGORITHM = "EdDSA"


class Role(StrEnum):
    """The kinds of account."""

    CASE_WORKER = "case_worker"
    INSTITUTION = "institution"
    BANK = "bank"
    EXPERT = "expert"
    GUARANTEE_OFFICER = "guarantee_officer"
    FINANCE = "finance"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """An account as its token describes it. ``area`` is a code prefix: the subtree they work in."""

    account: str
    role: str
    name: str = ""
    organisation: str | None = None
    area: str | None = None

    def within_area(self, area: str) -> bool:
        """Whether ``area`` lies in this actor's subtree; an actor without an area sees all areas."""
        return self.area is None or area.startswith(self.area)


@dataclass(frozen=True, slots=True)
class Permission:
    """A named right and the roles that hold it. No roles and ``public`` means anyone, without a token."""

    name: str
    roles: frozenset[Role] = frozenset()
    public: bool = False

    @classmethod
    def of(cls, name: str, *roles: Role) -> "Permission":
        """``Permission.of("credit.loan.read", Role.BANK, Role.MANAGER)``."""
        return cls(name, frozenset(roles))


class TokenMissing(Refusal):
    """This address needs an access token."""

    zh = "此地址需要访问令牌。"
    mend = "Sign in at /v1/token and send the token as «Authorization: Bearer …»."
    mend_zh = "请在 /v1/token 登录，并以 “Authorization: Bearer …” 发送令牌。"


class TokenInvalid(Refusal):
    """The access token is not valid: {why}."""

    zh = "访问令牌无效：{why}。"
    mend = "Sign in again at /v1/token."
    mend_zh = "请在 /v1/token 重新登录。"


class NotPermitted(Refusal):
    """The role {role} may not do this ({permission})."""

    zh = "角色 {role} 无权执行此操作（{permission}）。"
    mend = "Ask a colleague whose role allows it, or the administrator."
    mend_zh = "请由有权限的同事办理，或联系管理员。"


class Verifier:
    """Verifies access tokens with the gateway's public key; remembers verified ones until they expire."""

    def __init__(self, public_key_pem: str | bytes, remember: int = 4096) -> None:
        self._key = public_key_pem
        self._remember = remember
        self._known: OrderedDict[str, tuple[Actor, float]] = OrderedDict()

    def actor(self, token: str) -> Actor:
        """The actor of a valid token. Raises TokenInvalid."""
        known = self._known.get(token)
        if known is not None and known[1] > time():
            return known[0]
        actor, expires = self._verify(token)
        self._known[token] = (actor, expires)
        if len(self._known) > self._remember:
            self._known.popitem(last=False)
        return actor

    def _verify(self, token: str) -> tuple[Actor, float]:
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": ["exp", "sub", "aud", "iss", "role"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenInvalid(why="expired") from error
        except jwt.PyJWTError as error:
            raise TokenInvalid(why="signature or claims") from error
        if claims["role"] not in set(Role):
            raise TokenInvalid(why="unknown role")
        actor = Actor(
            account=claims["sub"],
            role=claims["role"],
            name=claims.get("name", ""),
            organisation=claims.get("org"),
            area=claims.get("area"),
        )
        return actor, float(claims["exp"])


def sign_token(actor: Actor, private_key_pem: str | bytes, *, issued_at: int, seconds: int) -> str:
    """A signed access token for ``actor``, valid from ``issued_at`` (Unix seconds) for ``seconds``."""
    claims: dict[str, object] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": actor.account,
        "name": actor.name,
        "role": actor.role,
        "iat": issued_at,
        "exp": issued_at + seconds,
    }
    if actor.organisation is not None:
        claims["org"] = actor.organisation
    if actor.area is not None:
        claims["area"] = actor.area
    return jwt.encode(claims, private_key_pem, algorithm=ALGORITHM)
