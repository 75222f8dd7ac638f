"""What credit refuses about counter-guarantees."""

from kit.refusal import Refusal


class CounterGuaranteeTooSmall(Refusal):
    """Counter-guarantees count for {counted} yuan where {required} yuan are required."""

    zh = "反担保折后 {counted} 元，不足要求的 {required} 元。"
    mend = "Add counter-guarantees: each counts with its share (a mortgage with 70%)."
    mend_zh = "请补充反担保：各类按折率计算（如抵押按 70%）。"


class CounterGuaranteeIncomplete(Refusal):
    """A counter-guarantee of kind {kind} needs {needed}."""

    zh = "{kind} 类反担保须提供 {needed}。"
    mend = "Add what is missing, and leave out what belongs to another kind."
    mend_zh = "请补充缺少的内容，并删除属于其他类别的内容。"


class GuarantorNotQualified(Refusal):
    """The guarantor does not qualify: {reason}."""

    zh = "保证人不符合条件：{reason}。"
    mend = "Name another guarantor or another kind of counter-guarantee."
    mend_zh = "请更换保证人或其他反担保方式。"


class JointGroupNotQualified(Refusal):
    """The joint guarantee group does not qualify: {reason}."""

    zh = "联保小组不符合条件：{reason}。"
    mend = "A group is 3 to 5 accepted participants of different households, the borrower among them."
    mend_zh = "联保小组须由 3 至 5 名不同家庭的项目参加者组成，且包括借款人。"


class GroupMemberLate(Refusal):
    """A member of the joint guarantee group is {days} days late; more than {limit} closes the group."""

    zh = "联保小组有成员逾期 {days} 天，超过 {limit} 天不得新增贷款。"
    mend = "Wait until the member has paid what is overdue."
    mend_zh = "请待该成员还清逾期款项。"


class EvidenceNotVerified(Refusal):
    """Counter-guarantees with verified documents count for {counted} yuan where {required} yuan are required."""

    zh = "已核实的反担保折后 {counted} 元，不足要求的 {required} 元。"
    mend = "Record the documents that were seen and let another person verify them."
    mend_zh = "请登记已收材料，并由另一人核实。"


class DocumentsMissing(Refusal):
    """A counter-guarantee of kind {kind} also needs: {missing}."""

    zh = "{kind} 类反担保还缺材料：{missing}。"
    mend = "Record them once they have been seen."
    mend_zh = "收到后请一并登记。"


class AssetPledgedAlready(Refusal):
    """{asset} secures another open loan or application already."""

    zh = "{asset} 已为另一笔未结贷款或在办申请提供反担保。"
    mend = "Offer another asset, or wait until the other loan is repaid."
    mend_zh = "请更换反担保物，或待另一笔贷款结清。"


class SecurityNamedTwice(Refusal):
    """The same guarantor, group, deposit, waiver or asset is named twice."""

    zh = "同一保证人、小组、存款、免除或反担保物被重复列入。"
    mend = "Name each once, with its whole value."
    mend_zh = "每项只列一次，金额填写全额。"
