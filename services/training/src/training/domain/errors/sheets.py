"""What is refused of uploaded sheets, each with the rule it breaks."""

from __future__ import annotations

from typing import ClassVar

from kit.refusal import Refusal


class SheetFault(Refusal):
    """The sheet is not as it should be."""

    zh = "表格内容有误。"
    reference: ClassVar[str] = "form of the sheet"


class SheetEmpty(SheetFault):
    """The sheet has no rows below its headers."""

    zh = "表头以下没有任何数据。"
    mend = "Fill in the template of the class and send it again."
    mend_zh = "请填写本班模板后重新上传。"


class ColumnsMissing(SheetFault):
    """These columns are missing: {columns}."""

    zh = "缺少以下列：{columns}。"
    mend = "Use the template; columns may stand in any order, headers in Chinese or English."
    mend_zh = "请使用模板；列的顺序不限，表头中英文均可。"


class HeaderUnknown(SheetFault):
    """The header {header} is not one of this sheet's."""

    zh = "表头“{header}”不属于本表。"
    mend = "Name the column as in the template, or remove it."
    mend_zh = "请按模板命名该列，或将其删除。"


class HeaderTwice(SheetFault):
    """The header {header} appears twice."""

    zh = "表头“{header}”重复。"
    mend = "Leave one of the two columns."
    mend_zh = "两列只保留一列。"


class CellMerged(SheetFault):
    """Cells are merged down to {to}."""

    zh = "此处单元格已合并（至 {to}）。"
    mend = "Unmerge the cells and fill in each row."
    mend_zh = "请取消合并并逐行填写。"


class CellFormula(SheetFault):
    """The cell holds a formula."""

    zh = "单元格含有公式。"
    mend = "Paste the value instead of the formula."
    mend_zh = "请以“数值”方式粘贴，不用公式。"


class CellMissing(SheetFault):
    """The cell is empty."""

    zh = "单元格为空。"
    mend = "Fill it in."
    mend_zh = "请填写。"


class CellUnreadable(SheetFault):
    """The cell should hold {wanted}."""

    zh = "此处应为{wanted_zh}。"
    mend = "Correct the cell."
    mend_zh = "请更正。"


class RowTwice(SheetFault):
    """The learner stands in row {first} already."""

    zh = "该学员已在第 {first} 行出现。"
    mend = "Leave one of the two rows."
    mend_zh = "两行只保留一行。"


class ClassUnknown(SheetFault):
    """There is no class {number} within what you may see."""

    zh = "在您可见的范围内没有班次 {number}。"
    mend = "Check the class number."
    mend_zh = "请核对班次编号。"
    reference = "register of classes"


class LearnerUnknown(SheetFault):
    """This learner number is not known."""

    zh = "查无此学员编号。"
    mend = "Copy the number from the template or the referral."
    mend_zh = "请从模板或推荐名单复制学员编号。"
    reference = "register of applicants"


class LearnerOfAnotherClass(SheetFault):
    """The learner is not of class {number}, but of {other}."""

    zh = "该学员不在班次 {number}，而在班次 {other}。"
    mend = "Put the learner's row under the right class."
    mend_zh = "请填入正确的班次编号。"
    reference = "enrolments of the class"


class LearnerMissing(SheetFault):
    """Learner {learner} of the class has no row, but was expected that day."""

    zh = "缺少学员 {learner} 的一行，该学员当日应到课。"
    mend = "List every learner of the class."
    mend_zh = "请列出本班全部学员。"
    reference = "enrolments of the class"


class NameDiffers(SheetFault):
    """The name differs from the one in the register under this learner number."""

    zh = "姓名与登记库中该编号的姓名不一致。"
    mend = "Check number and name; if the register is wrong, have the case worker correct it."
    mend_zh = "请核对编号和姓名；如登记有误，请联系社区经办人更正。"
    reference = "register of applicants"


class SessionUnknown(SheetFault):
    """Class {number} has no session {session}."""

    zh = "班次 {number} 没有第 {session} 次课。"
    mend = "Leave the cells of that session empty for this class."
    mend_zh = "该班此列请留空。"
    reference = "plan of the class"


class SessionDateDiffers(SheetFault):
    """Session {session} of class {number} was held on {held_on}."""

    zh = "班次 {number} 第 {session} 次课的日期是 {held_on}。"
    mend = "Use the template of this class: its plan may have changed."
    mend_zh = "请重新下载本班模板：课程安排可能已变更。"
    reference = "plan of the class"


class SessionNotHeld(SheetFault):
    """Session {session} is held on {held_on}, after the day of recording."""

    zh = "第 {session} 次课于 {held_on} 举行，晚于登记日期。"
    mend = "Leave the column empty until the session was held."
    mend_zh = "上课之前请留空。"
    reference = "plan of the class"


class NothingMarked(SheetFault):
    """No session of class {number} is marked."""

    zh = "班次 {number} 没有任何课次的考勤。"
    mend = "Mark at least one session, or remove the class."
    mend_zh = "请至少填写一次课，或删除该班各行。"


class ImportOutdated(Refusal):
    """What the sheet was checked against has changed since."""

    zh = "预览之后相关数据已变更。"
    mend = "Upload the sheet again, look at the new preview, and commit that."
    mend_zh = "请重新上传，核对新的预览后再提交。"


class ImportHasErrors(Refusal):
    """The sheet has {count} errors; nothing is stored before all are corrected."""

    zh = "该表有 {count} 处错误，全部更正后方可提交。"
    mend = "Correct the rows and upload the sheet again."
    mend_zh = "请更正后重新上传。"
