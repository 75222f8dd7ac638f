"""What is refused of certificates."""

from __future__ import annotations

from kit.refusal import Refusal


class NobodyToCertify(Refusal):
    """Nobody in this class has passed and is still without a certificate."""

    zh = "本班没有合格且未发证的学员。"
    mend = "Nothing needs to be done, or results have to be recorded first."
    mend_zh = "无需办理，或请先登记成绩。"
