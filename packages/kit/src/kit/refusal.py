"""A refusal: the system says no, why, and how to mend it, in two languages.

Pure standard library, so that ``domain/`` may raise refusals without knowing HTTP.
The error is the message: one class per refusal, its docstring is what a person reads
in English, ``zh`` what a person reads in Chinese, and its ``code`` what a program reads.
"""

import re
from typing import Any, ClassVar


class Refusal(Exception):
    """The request was refused."""

    zh: ClassVar[str] = "请求被拒绝。"
    mend: ClassVar[str] = ""
    mend_zh: ClassVar[str] = ""

    def __init__(self, where: str = "", **facts: Any) -> None:
        """``where``: field path such as ``amount`` or ``counter_guarantees[0].value``.

        ``facts`` fill the ``{placeholders}`` of the texts. They are shown to the caller,
        so they never hold an identity number, a phone number or a secret.
        """
        self.where = where
        self.facts = facts
        super().__init__(self.detail("en"))

    @classmethod
    def code(cls) -> str:
        """Stable name for programs: the class name in snake case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def text(cls, language: str = "en") -> str:
        """What is wrong, with ``{placeholders}`` for the facts of an occurrence."""
        return cls.zh if language == "zh" else (cls.__doc__ or cls.__name__).strip().split("\n")[0]

    @classmethod
    def title(cls, language: str = "en") -> str:
        """A short name, the same for every occurrence."""
        if language == "zh":
            return re.split(r"[：，。（{]", cls.zh)[0].strip() or Refusal.zh.rstrip("。")
        return cls.code().replace("_", " ").capitalize()

    def detail(self, language: str = "en") -> str:
        """What went wrong this time, in ``language`` (``en`` or ``zh``)."""
        return self.text(language).format_map(_Facts(self.facts))

    def remedy(self, language: str = "en") -> str:
        """What the caller can do about it; empty when nothing can be done."""
        return (self.mend_zh if language == "zh" else self.mend).format_map(_Facts(self.facts))


class NotFound(Refusal):
    """No {noun} with this id within what you may see."""

    zh = "在您可见的范围内没有该记录（{noun}）。"
    mend = "Check the id, and that the record belongs to your area or organisation."
    mend_zh = "请核对编号，并确认该记录属于您的辖区或单位。"


class IllegalTransition(Refusal):
    """A {noun} that is {state} cannot be {verb}."""

    zh = "当前状态为 {state} 的{noun}不能执行操作 {verb}。"
    mend = "Read the record again: someone may have moved it on."
    mend_zh = "请刷新记录：可能已有人办理到下一步。"


class DatesOutOfOrder(Refusal):
    """{later} cannot be before {earlier}."""

    zh = "{later} 不能早于 {earlier}。"
    mend = "Correct the dates."
    mend_zh = "请更正日期。"


class SamePerson(Refusal):
    """The person who {first} cannot also be the one who {second}."""

    zh = "{first}与{second}不能由同一人办理。"
    mend = "Ask a colleague to do this step."
    mend_zh = "请由另一位同事办理这一步。"


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
