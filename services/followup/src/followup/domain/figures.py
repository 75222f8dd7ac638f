"""What is counted: every figure by name, with its definition in both languages.

The pilot's three measures are S1 to S3 of the rulebook (section 1, seminar report of April 2007 [S]).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What one unit of a figure is."""

    PEOPLE = "people"
    BUSINESSES = "businesses"
    JOBS = "jobs"
    YUAN = "yuan"
    SHARE = "share"


@dataclass(frozen=True)
class Figure:
    """One figure. ``denominator`` names the figure that a share is of."""

    name: str
    unit: Unit
    en: str
    zh: str
    denominator: str | None = None


def _people(name: str, en: str, zh: str) -> Figure:
    return Figure(name, Unit.PEOPLE, en, zh)


FUNNEL = (
    _people("registered", "Applicants registered.", "已登记的申请人。"),
    _people("accepted", "Applicants accepted into the programme after screening.", "经资格审核受理的申请人。"),
    _people("referred", "Applicants referred to a training institution.", "已推荐到培训机构的申请人。"),
    _people("enrolled", "Applicants with a confirmed place in a class.", "已确认入班的申请人。"),
    _people(
        "in_training",
        "Applicants present at one class session or more, by the attendance sheet in force.",
        "按现行有效签到表，至少出席一次课的申请人。",
    ),
    _people("certified", "Applicants who hold a training certificate.", "已取得培训合格证的申请人。"),
    _people("loan_applied", "Applicants who applied for a guaranteed loan.", "已申请担保贷款的申请人。"),
    _people("loan_disbursed", "Applicants to whom a guaranteed loan was paid out.", "已发放担保贷款的申请人。"),
    _people(
        "business_registered",
        "Applicants who own a business with an official registration.",
        "其企业已办理工商登记的申请人。",
    ),
    _people(
        "surviving",
        "As businesses_surviving_six_months.",
        "同 businesses_surviving_six_months（登记满六个月仍存活）。",
    ),
    _people(
        "closed",
        "Applicants whose business closed by a verified, provisional closure and who run no other.",
        "其企业经核实（暂定）歇业且无其他在营企业的申请人。",
    ),
    _people("withdrawn", "Applicants who withdrew from the programme.", "已退出项目的申请人。"),
)
"""The steps from registration to survival; each counts applicants, one person once."""

MEASURES = (
    _people(
        "participants",
        "People accepted into the programme who attended at least one SIYB session.",
        "已被项目受理并至少出席一次 SIYB 课程的人员。",
    ),
    _people(
        "businesses_surviving_six_months",
        "Participants whose own officially registered business was verified operating by a visit dated "
        "after the registration date plus six calendar months (end of month clamps). A later closure "
        "does not undo it.",
        "本人企业已办理工商登记，且在登记日期加六个日历月（月末取当月最后一日）之后的回访中核实仍在营业的参加者；其后歇业不影响计数。",
    ),
    Figure(
        "surviving_businesses",
        Unit.BUSINESSES,
        "Different businesses behind businesses_surviving_six_months: partners count as one business.",
        "businesses_surviving_six_months 所对应的不同企业数，合伙人合计为一户。",
    ),
    Figure(
        "businesses_registered",
        Unit.BUSINESSES,
        "Different businesses with an official registration that applicants own.",
        "申请人所有的、已办理工商登记的不同企业数。",
    ),
    Figure(
        "new_jobs",
        Unit.JOBS,
        "People other than the owners working in the surviving businesses at the last visit that counted "
        "them; none in a business that has closed since. Without the owner.",
        "存活企业在最近一次清点人数的回访中的在岗人数，不含业主；其后歇业的企业计为零。",
    ),
    Figure(
        "new_jobs_with_owner",
        Unit.JOBS,
        "new_jobs plus the participants who own those businesses, none in a business that has closed "
        "since. With the owner.",
        "new_jobs 加上拥有该企业的参加者本人；其后歇业的企业计为零。含业主。",
    ),
    _people(
        "certified_participants",
        "Participants who hold a training certificate.",
        "已取得培训合格证的参加者。",
    ),
    _people(
        "certified_who_started",
        "Participants who hold a training certificate and own a registered business.",
        "已取得培训合格证且其企业已办理工商登记的参加者。",
    ),
    Figure(
        "start_up_share",
        Unit.SHARE,
        "certified_who_started as a share of certified_participants.",
        "certified_who_started 占 certified_participants 的比例（创业率）。",
        "certified_participants",
    ),
    _people(
        "six_months_due",
        "Participants whose business was registered more than six calendar months ago; younger ones are not yet due.",
        "其企业登记已满六个日历月的参加者；未满者尚未到期，不计入。",
    ),
    _people(
        "six_months_unverified",
        "Participants in six_months_due whose business is neither verified operating after six months "
        "nor verified closed: missing, not failed.",
        "属于 six_months_due，但既未核实满六个月后仍在营业、也未核实歇业的参加者：属缺失，不等于失败。",
    ),
    Figure(
        "six_month_survival_share",
        Unit.SHARE,
        "businesses_surviving_six_months as a share of six_months_due.",
        "businesses_surviving_six_months 占 six_months_due 的比例。",
        "six_months_due",
    ),
)
"""The pilot's measures and what belongs beside them."""

MONEY = (
    Figure(
        "subsidies_paid",
        Unit.YUAN,
        "Training subsidies paid to institutions, by the person they were earned with.",
        "已拨付培训机构的培训补贴，按所对应的人员归集。",
    ),
    Figure("loans_disbursed", Unit.YUAN, "Guaranteed loans paid out.", "已发放的担保贷款金额。"),
    Figure(
        "outstanding_principal",
        Unit.YUAN,
        "Principal of loans paid out and not yet repaid.",
        "已发放贷款中尚未偿还的本金。",
    ),
    Figure(
        "guarantees_outstanding",
        Unit.YUAN,
        "Guarantees issued less guarantees released.",
        "已出具的担保金额减已解除的担保金额。",
    ),
)
"""Amounts, in yuan."""

NUMERATORS: Mapping[str, str] = {
    "start_up_share": "certified_who_started",
    "six_month_survival_share": "businesses_surviving_six_months",
    "surviving": "businesses_surviving_six_months",
}
"""Figures whose people are those of another one."""

FIGURES: Mapping[str, Figure] = {figure.name: figure for figure in (*FUNNEL, *MEASURES, *MONEY)}
"""Every figure by name."""
