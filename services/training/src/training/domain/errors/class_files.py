"""What is refused of ratings and class files."""

from __future__ import annotations

from kit.refusal import Refusal


class RatingItemsNotThose(Refusal):
    """The ratings are not for the items asked; missing or unknown: {which}."""

    zh = "评价项目与要求不符，缺少或多余：{which}。"
    mend = "Rate each item once, from 1 to 5."
    mend_zh = "请对每个项目各评一次（1至5分）。"


class RatedAlready(Refusal):
    """This learner has rated the course."""

    zh = "该学员已评价过本班。"
    mend = "A course is rated once by each learner; it cannot be changed, as it is anonymous."
    mend_zh = "每位学员只能评价一次；评价匿名，不能修改。"


class RatingCodeUnknown(Refusal):
    """This code is not one of a course to be rated, was used, or has run out."""

    zh = "评价码无效、已使用或已过期。"
    mend = "Check the code, or ask your case worker for a new one."
    mend_zh = "请核对评价码，或向经办人员申请新码。"


class RatingClosed(Refusal):
    """The course can be rated from {opens_on} to {closes_on}."""

    zh = "本班可在 {opens_on} 至 {closes_on} 期间评价。"
    mend = "Give the day on which the learner filled in the form."
    mend_zh = "请填写学员实际评价的日期。"


class FileItemUnknown(Refusal):
    """The class file has no item {item} that documents are added to."""

    zh = "班级档案中没有可上传材料的项目 {item}。"
    mend = "Take an item from the class file whose check is `upload`."
    mend_zh = "请从档案清单中选择需上传的项目。"


class ClassFileIncomplete(Refusal):
    """The class file is not complete; missing: {missing}."""

    zh = "班级档案不齐全，缺：{missing}。"
    mend = "Complete these items, then hand the file in."
    mend_zh = "请补齐所列项目后提交。"


class ReturnReasonsMissing(Refusal):
    """A file that goes back needs at least one reason, each for an item of the file."""

    zh = "退回档案须至少说明一项理由，并对应档案项目。"
    mend = "Say for which items, and what is wrong with them."
    mend_zh = "请写明退回的项目及原因。"


class ClassFileNotAccepted(Refusal):
    """Certificates need an accepted class file; this one is {state}."""

    zh = "颁发证书前班级档案须经验收；当前状态：{state}。"
    mend = "Hand in the complete class file and have it accepted first."
    mend_zh = "请先提交完整的班级档案并通过验收。"


class NobodyToRate(Refusal):
    """Every learner of the class who stayed has rated it."""

    zh = "本班在册学员均已评价。"
    mend = "Nothing is left to do."
    mend_zh = "无需再发评价码。"


class DocumentReplaced(Refusal):
    """This document was replaced before."""

    zh = "该材料此前已被替换。"
    mend = "Replace the document that counts now."
    mend_zh = "请替换当前有效的材料。"
