"""Who sits at which desk: the demo's accounts, and whose turn each step is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qibu.demo.plan.cast import BANKS, DISTRICT, INSTITUTIONS, STATIONS, station_of
from qibu.demo.play.gateway import Desk, Gateway

PASSWORD = "jiangjin-2007"  # noqa: S105 - printed at the end: everybody may look around in the demo
"""The password of every account of the demo but the administrator's."""


@dataclass
class Office:
    """The desks by username; organisations' desks are added when their ids are known."""

    gateway: Gateway
    administrator: Desk
    desks: dict[str, Desk] = field(default_factory=dict)

    def __getitem__(self, username: str) -> Desk:
        """The desk of ``username``."""
        return self.desks[username]

    @property
    def manager(self) -> Desk:
        """Certifies, reviews loans, approves claims."""
        return self["manager"]

    @property
    def second_manager(self) -> Desk:
        """The second reviewer of large loans."""
        return self["manager-second"]

    @property
    def finance(self) -> Desk:
        """Pays."""
        return self["finance"]

    @property
    def second_finance(self) -> Desk:
        """Pays what the first approved."""
        return self["finance-second"]

    @property
    def second_guarantee_officer(self) -> Desk:
        """The second person behind large guarantees."""
        return self["guarantee-officer-second"]

    @property
    def guarantee_officer(self) -> Desk:
        """Commits guarantees."""
        return self["guarantee-officer"]

    @property
    def importer(self) -> Desk:
        """Imports the roster of the whole district."""
        return self["district-first"]

    @property
    def checker(self) -> Desk:
        """Inspects institutions, and recommends what others took in: the second pair of eyes."""
        return self["district-second"]

    @property
    def verifier(self) -> Desk:
        """Verifies claims: has neither registered the people nor taught them."""
        return self["district-third"]

    def case_worker(self, area: str) -> Desk:
        """The station's case worker, or the district's for a place without a station."""
        station = station_of(area)
        return self[station.username if station else "district-first"]

    def institution(self, index: int) -> Desk:
        """An institution's desk."""
        return self[INSTITUTIONS[index].username]

    def credit_officer(self, bank: int) -> Desk:
        """Who decides on loans at a bank."""
        return self[f"{BANKS[bank].username}-credit"]

    def teller(self, bank: int) -> Desk:
        """Who pays loans out and books repayments at a bank."""
        return self[f"{BANKS[bank].username}-teller"]

    async def open(self, username: str, name: str, role: str, **scope: str) -> Desk:
        """Create an account and give its desk."""
        facts: dict[str, Any] = {"username": username, "password": PASSWORD, "name": name, "role": role, **scope}
        await self.administrator.post("/v1/accounts", f"account-{username}", **facts)
        desk = Desk(
            self.gateway,
            username,
            PASSWORD,
            name,
            role,
            organisation=scope.get("organisation"),
            area=scope.get("area"),
        )
        self.desks[username] = desk
        return desk


def officials() -> Sequence[Mapping[str, str]]:
    """The accounts that need no organisation: username, name, role, and area for case workers."""
    return (
        {"username": "manager", "name": "杨主任", "role": "manager"},
        {"username": "manager-second", "name": "郑副主任", "role": "manager"},
        {"username": "finance", "name": "财政 卢敏", "role": "finance"},
        {"username": "finance-second", "name": "财政 姚军", "role": "finance"},
        {"username": "guarantee-officer", "name": "担保 冯强", "role": "guarantee_officer"},
        {"username": "guarantee-officer-second", "name": "担保 唐蓉", "role": "guarantee_officer"},
        {"username": "district-first", "name": "区就业局 田芳", "role": "case_worker", "area": DISTRICT},
        {"username": "district-second", "name": "区就业局 曹伟", "role": "case_worker", "area": DISTRICT},
        {"username": "district-third", "name": "区就业局 袁莉", "role": "case_worker", "area": DISTRICT},
        *({"username": one.username, "name": one.name, "role": "case_worker", "area": one.area} for one in STATIONS),
    )
