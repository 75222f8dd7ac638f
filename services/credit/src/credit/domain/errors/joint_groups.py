"""What credit refuses about joint guarantee groups."""

from kit.refusal import Refusal


class JointGroupUnknown(Refusal):
    """There is no joint guarantee group with this id."""

    zh = "没有该编号的联保小组。"
    mend = "Form the group first."
    mend_zh = "请先组建联保小组。"


class AgreementNumberTaken(Refusal):
    """A joint guarantee group with this agreement number is formed already."""

    zh = "该联保协议编号已用于另一小组。"
    mend = "Use the number of this group's own agreement."
    mend_zh = "请填写本小组的协议编号。"


class InAnotherGroup(Refusal):
    """A participant belongs to one open joint guarantee group at a time; one of these is in another."""

    zh = "同一参加者同时只能加入一个联保小组，其中有人已在其他小组。"
    mend = "Let the person leave the other group first."
    mend_zh = "请先办理退出原小组。"


class GroupBlocked(Refusal):
    """The group is blocked: a member is {days} days late, more than {limit}."""

    zh = "小组已冻结：有成员逾期 {days} 天，超过 {limit} 天。"
    mend = "Wait until the member has paid what is overdue."
    mend_zh = "请待该成员还清逾期款项。"


class GroupStillLiable(Refusal):
    """A member cannot leave while members have {loans} open loans or applications."""

    zh = "小组成员尚有 {loans} 笔未结贷款或在办申请，不得退出或解散。"
    mend = "Wait until they are repaid or ended."
    mend_zh = "请待其结清或终止。"


class NotAMember(Refusal):
    """This participant is no member of the group."""

    zh = "该参加者不是小组成员。"
    mend = "Check the applicant's id."
    mend_zh = "请核对申请人编号。"
