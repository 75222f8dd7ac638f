"""What is refused of experts, plans and their grades."""

from __future__ import annotations

from kit.refusal import Refusal


class ExpertUnknown(Refusal):
    """No expert of the register on {day} is meant by this name or number."""

    zh = "{day} 的专家库中没有该姓名或编号的专家。"
    mend = "Register the expert first, or give the expert's number when several have the same name."
    mend_zh = "请先将专家登记入库；重名时请填写专家编号。"


class ExpertInvolved(Refusal):
    """The expert may not grade this plan: {why}."""

    zh = "该专家不得评审此计划书：{why}。"
    mend = "Name an expert who did not teach the class and has no tie to the institution or its trainers."
    mend_zh = "请指定未授课、且与该机构及其讲师无关联的专家。"


class ExpertNotOfSubject(Refusal):
    """The expert does not grade plans of {package}."""

    zh = "该专家不评审 {package} 的计划书。"
    mend = "Name an expert of that subject."
    mend_zh = "请指定具有相应评审科目的专家。"


class ExpertEnded(Refusal):
    """The expert is not in the register on {day}."""

    zh = "该专家在 {day} 不在库。"
    mend = "Name another expert."
    mend_zh = "请指定其他专家。"


class NoExpertFree(Refusal):
    """No plan could be given to an expert: none of the register may grade them."""

    zh = "没有可评审的专家，计划书均未分配。"
    mend = "Register experts who did not teach these classes and have no tie to their institutions."
    mend_zh = "请登记未授课、且与培训机构无关联的专家。"


class NoPlanWaits(Refusal):
    """No plan among these waits for a grader."""

    zh = "其中没有待分配评审的计划书。"
    mend = "List the plans that are submitted: each waits only until it has its graders."
    mend_zh = "请查看状态为“已提交”的计划书。"


class PlanNotAnonymous(Refusal):
    """The plan shows who wrote or taught it: {found}."""

    zh = "计划书中出现可识别作者或机构的信息：{found}。"
    mend = "Hand in a copy without names, and declare it anonymous: graders may not know whose plan it is."
    mend_zh = "请提交去除姓名和机构名称的版本，并声明已匿名：评审专家不得知道作者。"


class PlanInGrading(Refusal):
    """The plan of enrolment {enrolment_id} is with its graders."""

    zh = "学员 {enrolment_id} 的计划书正在评审。"
    mend = "Wait for the grade; a failed plan may then be reworked and handed in again."
    mend_zh = "请等待评审结果；不合格的计划书可修改后重新提交。"


class AttemptsUsed(Refusal):
    """The plan was graded {attempts} times, as often as the policy allows."""

    zh = "该计划书已评审 {attempts} 次，达到政策上限。"
    mend = "The result stands. A new course gives a new plan."
    mend_zh = "结果已定；重新参加培训后可提交新的计划书。"


class SameFileAgain(Refusal):
    """This is the very file that failed."""

    zh = "提交的文件与未通过的版本完全相同。"
    mend = "Hand in the reworked plan."
    mend_zh = "请提交修改后的计划书。"


class CriteriaNotThose(Refusal):
    """The scores are not for the criteria asked; missing or unknown: {which}."""

    zh = "评分项与标准不符，缺少或多余：{which}。"
    mend = "Score each criterion of the task once, from 0 to 10."
    mend_zh = "请对任务所列每项标准评一次分（0至10分）。"


class GradeAboveScores(Refusal):
    """The scores make {points} points, which is {reached}; the grade given is better."""

    zh = "评分合计 {points} 分，对应等级为 {reached}，所给等级偏高。"
    mend = "Correct the scores or the grade. A lower grade is allowed with its reason in the remarks."
    mend_zh = "请更正评分或等级；可在说明理由后给予较低等级。"


class ReworkRemarksMissing(Refusal):
    """A plan that fails, or gets less than its scores make, needs remarks."""

    zh = "不合格，或等级低于得分时，须填写评语。"
    mend = "Say what is to be reworked; the learner reads it."
    mend_zh = "请写明需修改之处，学员将看到评语。"


class NotDeclaredBlind(Refusal):
    """The grader does not declare to know neither author nor institution."""

    zh = "评审专家未声明不知道作者和机构。"
    mend = "Give the task back instead, with the reason; another expert grades the plan."
    mend_zh = "请说明原因退回任务，由其他专家评审。"


class PaperGradingEnded(Refusal):
    """Plans of that day are graded by experts online, not on paper."""

    zh = "该日起计划书由专家在线评审，不再接受纸质评分。"
    mend = "Hand in the plan's file; the bureau gives it to experts."
    mend_zh = "请上传计划书，由主管部门分配专家评审。"


class ExpertTwice(Refusal):
    """This trainer is in the register of experts already."""

    zh = "该讲师已登记在专家库中。"
    mend = "Use the expert's entry that exists."
    mend_zh = "请使用已有的专家记录。"


class TasksInHand(Refusal):
    """The expert has {tasks} plans in hand."""

    zh = "该专家手中还有 {tasks} 份计划书。"
    mend = "Withdraw these tasks first, so that other experts get them."
    mend_zh = "请先撤回这些任务，转由其他专家评审。"
