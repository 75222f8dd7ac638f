"""The coded words of an applicant's record, each with what people write for it.

A word's value is what programs read and events carry; ``zh`` and ``en`` are the first of the
texts accepted in a roster, and the ones that a template offers.
"""

from enum import StrEnum
from functools import cache
from typing import Self


class Word(StrEnum):
    """A coded word with the texts that a roster may use for it, Chinese first, then English."""

    texts: tuple[str, ...]

    def __new__(cls, value: str, *texts: str) -> "Self":
        """``value``: the code; ``texts``: accepted texts, the first Chinese one is the label."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.texts = texts
        return word

    @property
    def zh(self) -> str:
        """The Chinese label."""
        return self.texts[0]

    @classmethod
    def read(cls, text: str) -> "Self | None":
        """Find the word that ``text`` stands for (code, Chinese or English, any case), or None."""
        return _words(cls).get(_plain(text))  # type: ignore[return-value]  # _words(cls) holds only cls


def _plain(text: str) -> str:
    return text.strip().lower().replace(" ", "_").replace("-", "_")


@cache
def _words(kind: type[Word]) -> dict[str, Word]:
    return {_plain(text): word for word in kind for text in (word.value, *word.texts)}


class Sex(Word):
    """As the identity number's seventeenth digit says."""

    FEMALE = "f", "女", "female"
    MALE = "m", "男", "male"


class Education(Word):
    """Highest level completed."""

    PRIMARY = "primary", "小学", "小学及以下", "primary school"
    JUNIOR_MIDDLE = "junior_middle", "初中", "junior middle school"
    SENIOR_MIDDLE = "senior_middle", "高中", "senior middle school"
    VOCATIONAL = "vocational", "中专", "技校", "职高", "vocational school"
    COLLEGE = "college", "大专", "专科", "junior college"
    UNIVERSITY = "university", "本科", "大学", "本科及以上", "研究生", "bachelor"


class EmploymentStatus(Word):
    """What the person lives on at registration."""

    UNEMPLOYED = "unemployed", "失业", "无业", "待业"
    LAID_OFF = "laid_off", "下岗", "下岗失业"
    FARMING = "farming", "务农"
    CASUAL = "casual", "灵活就业", "打零工", "临时工", "casual work"
    EMPLOYED = "employed", "在业", "在职", "就业"
    STUDENT = "student", "在校学生", "学生"
    RETIRED = "retired", "退休", "离退休"


class TargetGroup(Word):
    """The groups that the programme counts and treats apart."""

    LAID_OFF = "laid_off", "下岗职工", "下岗失业人员"
    REGISTERED_UNEMPLOYED = "registered_unemployed", "登记失业人员", "城镇登记失业人员"
    RURAL_LABOUR = "rural_labour", "农村富余劳动力", "农民工", "返乡农民工", "rural migrant"
    NEW_GRADUATE = "new_graduate", "高校毕业生", "大中专毕业生", "new graduate"
    DEMOBILISED = "demobilised", "退役军人", "复员转业军人", "退伍军人", "demobilised serviceman"
    DISABLED = "disabled", "残疾人", "disabled person"
    OTHER = "other", "其他", "其他人员"


class Wants(Word):
    """Which of the three paths the person asks for."""

    OWN_BUSINESS = "own_business", "自主创业", "创业", "own business"
    RE_EMPLOYMENT = "re_employment", "再就业", "求职", "找工作", "re-employment"
    NOT_INTERESTED = "not_interested", "无意愿", "暂无意愿", "not interested"


class YesNo(Word):
    """A question answered yes or no."""

    YES = "yes", "是", "有", "true"
    NO = "no", "否", "无", "false"
