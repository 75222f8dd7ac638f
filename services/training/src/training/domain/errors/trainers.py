"""What is refused of trainers and their licences."""

from __future__ import annotations

from kit.refusal import Refusal


class LicenceOverlaps(Refusal):
    """The trainer already holds a {package} licence of that level until {until}."""

    zh = "该讲师已持有同级别 {package} 讲师证，有效期至 {until}。"
    mend = "Let the new licence begin after the earlier one ends."
    mend_zh = "新证应从原证到期后开始。"


class LicenceNumberUsed(Refusal):
    """Another licence already carries this licence number."""

    zh = "该讲师证编号已被登记。"
    mend = "Check the number on the licence."
    mend_zh = "请核对讲师证编号。"


class CoursesTooFew(Refusal):
    """A renewal needs {needed} courses taught under the licence; {taught} were."""

    zh = "续期须在证书有效期内授课 {needed} 期，现有 {taught} 期。"
    mend = "Teach and complete the missing courses first, or take the licence anew."
    mend_zh = "请先完成授课，或重新取得讲师证。"


class RenewalTooLate(Refusal):
    """A renewal begins at most {days} days after the licence ended."""

    zh = "续期应在讲师证到期后 {days} 天内开始。"
    mend = "Record a licence of its own instead."
    mend_zh = "请按新证登记。"


class MovedBefore(Refusal):
    """The trainer's last engagement began on {day}; the next one begins later."""

    zh = "该讲师最近一次聘用自 {day} 开始，新的聘用须晚于该日。"
    mend = "Correct the day."
    mend_zh = "请更正日期。"


class StillTeaching(Refusal):
    """The trainer still teaches {sessions} sessions of the institution's classes from {day} on."""

    zh = "该讲师自 {day} 起在原机构班次中还有 {sessions} 次课。"
    mend = "Replace the trainer in those sessions first, or let the move begin later."
    mend_zh = "请先更换这些课次的讲师，或推迟调动日期。"
