"""What a roster looks like: its columns, in Chinese and English, and what each cell may hold.

The first row holds the headers, in any order, Chinese or English, mixed if need be; every further
row is one person. A sheet that the programme has never seen is refused by its headers, before any
row is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from applicants.domain.words import Education, EmploymentStatus, TargetGroup, Wants, Word, YesNo


class Kind(StrEnum):
    """How the text of a cell is read."""

    TEXT = "text"
    IDENTITY_NUMBER = "identity_number"
    PHONE = "phone"
    AREA = "area"
    SECTOR = "sector"
    WORD = "word"
    DAY = "day"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: both of its headers, how it is read, and whether every row must fill it."""

    key: str
    zh: str
    en: str
    kind: Kind
    required: bool
    words: type[Word] | None = None

    @property
    def accepted(self) -> Mapping[str, tuple[str, ...]]:
        """Code → texts accepted for it, for a coded column; empty for the others."""
        return {word.value: word.texts for word in self.words} if self.words else {}


NAME = Column("name", "姓名", "name", Kind.TEXT, required=True)
IDENTITY_NUMBER = Column("identity_number", "身份证号", "identity number", Kind.IDENTITY_NUMBER, required=True)
PHONE = Column("phone", "联系电话", "phone", Kind.PHONE, required=False)
AREA = Column("area", "地区代码", "area", Kind.AREA, required=True)
EDUCATION = Column("education", "文化程度", "education", Kind.WORD, required=True, words=Education)
EMPLOYMENT_STATUS = Column(
    "employment_status", "就业状态", "employment status", Kind.WORD, required=True, words=EmploymentStatus
)
UNEMPLOYED_SINCE = Column("unemployed_since", "失业时间", "unemployed since", Kind.DAY, required=False)
TARGET_GROUP = Column("target_group", "人员类别", "target group", Kind.WORD, required=True, words=TargetGroup)
GROUP_DOCUMENT_NUMBER = Column("group_document_number", "证件号码", "group document number", Kind.TEXT, required=False)
WANTS = Column("wants", "意愿", "wants", Kind.WORD, required=True, words=Wants)
SECTOR = Column("sector", "行业", "sector", Kind.SECTOR, required=False)
IDEA = Column("idea", "创业项目", "idea", Kind.TEXT, required=False)
OWN_CAPITAL = Column("own_capital", "自有资金", "own capital", Kind.MONEY, required=False)
RUNS_REGISTERED_BUSINESS = Column(
    "runs_registered_business",
    "已有登记企业",
    "runs registered business",
    Kind.WORD,
    required=True,
    words=YesNo,
)
CONSENT_GIVEN_ON = Column("consent_given_on", "同意日期", "consent given on", Kind.DAY, required=True)
REGISTERED_ON = Column("registered_on", "登记日期", "registered on", Kind.DAY, required=True)

COLUMNS = (
    NAME,
    IDENTITY_NUMBER,
    PHONE,
    AREA,
    EDUCATION,
    EMPLOYMENT_STATUS,
    UNEMPLOYED_SINCE,
    TARGET_GROUP,
    GROUP_DOCUMENT_NUMBER,
    WANTS,
    SECTOR,
    IDEA,
    OWN_CAPITAL,
    RUNS_REGISTERED_BUSINESS,
    CONSENT_GIVEN_ON,
    REGISTERED_ON,
)
"""In the order of the template. A sector is a GB/T 4754-2002 code such as ``65`` or ``6521``;
a day is a date cell, or text such as ``2007-07-02``, ``2007/7/2`` or ``2007年7月2日``; money is yuan
with at most two decimals; identity numbers are text, 18 or 15 characters."""

_BY_HEADER = {header: column for column in COLUMNS for header in (column.zh, column.en, column.key.replace("_", " "))}


def column_of(header: str) -> Column | None:
    """Find the column that ``header`` names; case, underscores and a trailing ``*`` do not matter."""
    plain = " ".join(header.replace("*", " ").replace("＊", " ").replace("_", " ").lower().split())
    return _BY_HEADER.get(plain)
