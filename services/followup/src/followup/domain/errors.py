"""What follow-up refuses, and why; one class per refusal."""

from kit.refusal import Refusal


class LicenceShapeWrong(Refusal):
    """A licence number has 15 digits, or the 18 characters of a unified social credit code."""

    zh = "营业执照号应为 15 位注册号，或 18 位统一社会信用代码。"
    mend = "Copy the number from the licence again; it never holds I, O, S, V or Z."
    mend_zh = "请按执照重新录入；号码中不含字母 I、O、S、V、Z。"


class LicenceCheckWrong(Refusal):
    """The licence number's last character does not follow from the others."""

    zh = "营业执照号的校验位不正确。"
    mend = "Compare the number with the licence, digit by digit."
    mend_zh = "请对照执照逐位核对。"


class LicenceAlreadyRegistered(Refusal):
    """A business with this licence number is already registered."""

    zh = "该营业执照号已登记。"
    mend = "Open the registered business; one business may have several owners, named together."
    mend_zh = "请打开已登记的企业；同一企业的多名业主应一并登记。"


class OwnersMissing(Refusal):
    """A business has at least one owner, and names each owner once."""

    zh = "企业至少应有一名业主，且每名业主只列一次。"
    mend = "Name every owner who takes part in the programme, once."
    mend_zh = "请将参加本项目的每名业主各列一次。"


class OwnerNotAccepted(Refusal):
    """Applicant {applicant_id} has not been accepted into the programme."""

    zh = "申请人 {applicant_id} 尚未被本项目受理。"
    mend = "Screen the applicant first; an acceptance recorded just now arrives within seconds."
    mend_zh = "请先完成资格审核；刚办理的受理数秒内会同步过来。"


class BusinessOlderThanAcceptance(Refusal):
    """The business was registered before applicant {applicant_id} was accepted on {accepted_on}."""

    zh = "企业登记日期早于申请人 {applicant_id} 的受理日期 {accepted_on}。"
    mend = "Who already ran a registered business is not eligible; check both dates."
    mend_zh = "已有登记企业者不符合条件；请核对两个日期。"


class OwnerAlreadyRunsBusiness(Refusal):
    """Applicant {applicant_id} already runs a registered business that has not closed by then."""

    zh = "申请人 {applicant_id} 届时已有在营的登记企业。"
    mend = "Record the visit that verifies the closure of the earlier business, or leave this owner out."
    mend_zh = "请先记录核实原企业歇业的回访，或不将其列为业主。"


class AreaOutsideTerritory(Refusal):
    """Area {area} is not in the programme's territory or not in yours."""

    zh = "区域 {area} 不在本项目范围或您的辖区内。"
    mend = "Give the official code of the area where the business is."
    mend_zh = "请填写企业所在地的行政区划代码。"


class DateInFuture(Refusal):
    """{field} lies in the future."""

    zh = "{field} 不能是将来的日期。"
    mend = "Record what has happened, when it has happened."
    mend_zh = "请在事情发生之后再登记。"


class DateTooLongAgo(Refusal):
    """{field} lies more than {days} days back."""

    zh = "{field} 距今超过 {days} 天。"
    mend = "Ask a manager: how far back facts may be dated is the programme's policy."
    mend_zh = "请联系管理人员：补录期限由项目政策规定。"


class VisitTooEarly(Refusal):
    """The planned visit can be recorded for {earliest} or later."""

    zh = "该计划回访最早可登记为 {earliest}。"
    mend = "Record the visit as an unplanned visit to the business."
    mend_zh = "请作为计划外回访登记到该企业。"


class ClosureIncomplete(Refusal):
    """A closure needs its date and its reason."""

    zh = "登记歇业须填写歇业日期和原因。"
    mend = "Give closed_on and reason."
    mend_zh = "请填写 closed_on 和 reason。"


class ClosureNotObserved(Refusal):
    """Only a visit that found the business closed gives a closing date."""

    zh = "只有结果为“已歇业”的回访才能填写歇业日期。"
    mend = "Leave closed_on out, or correct the outcome."
    mend_zh = "请去掉 closed_on，或更正回访结果。"


class NothingToCount(Refusal):
    """A visit that found the business {outcome} counts no people and no money."""

    zh = "回访结果为 {outcome} 时不能填写人数和金额。"
    mend = "Leave people, turnover, costs and owner_income out, or correct the outcome."
    mend_zh = "请去掉人数与金额，或更正回访结果。"


class MorePeopleThanWork(Refusal):
    """{part} cannot be more than the {workers} people who work there."""

    zh = "{part} 不能超过在岗人数 {workers}。"
    mend = "Correct the counts; owners are not counted among the people."
    mend_zh = "请更正人数；业主不计入在岗人数。"


class ContradictsClosure(Refusal):
    """Another visit says that the business was closed from {closed_on} to at least {seen_on}."""

    zh = "另一次回访表明该企业自 {closed_on} 起歇业，至 {seen_on} 仍未营业。"
    mend = "If the closing date is wrong, record that visit again with the right one; then record this visit."
    mend_zh = "如歇业日期有误，请重新登记该次回访后再登记本次。"


class ContradictsOperation(Refusal):
    """Another visit found the business operating on {operating_on}, after the closing date given."""

    zh = "另一次回访于 {operating_on} 核实该企业仍在营业，晚于所填歇业日期。"
    mend = "Give a closing date after that visit, or record that visit again."
    mend_zh = "请填写该次回访之后的歇业日期，或重新登记该次回访。"


class FigureUnknown(Refusal):
    """There is no figure named {figure}."""

    zh = "没有名为 {figure} 的指标。"
    mend = "Figures are named in the answer of /v1/scorecard."
    mend_zh = "指标名称见 /v1/scorecard 的答复。"


class ForecastTooFar(Refusal):
    """The end lies {days} days after the day of the forecast; at most {limit} can be foreseen."""

    zh = "预测终点距预测日 {days} 天，最多可预测 {limit} 天。"
    mend = "Choose a later as_of, or an earlier until."
    mend_zh = "请选择更晚的 as_of，或更早的 until。"
