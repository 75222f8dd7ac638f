"""Eligibility for the start-up path: every rule reported as met or not, with its reason and reference."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from applicants.domain.areas import within
from applicants.domain.identity import age_in_years
from applicants.domain.rules import Rules
from applicants.domain.words import EmploymentStatus, TargetGroup, Wants


class Outcome(StrEnum):
    """Where a screening leads."""

    ACCEPTED = "accepted"
    INELIGIBLE = "ineligible"
    OTHER_PATH = "other_path"


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules look at, and nothing else."""

    birth_on: date
    area: str
    employment_status: EmploymentStatus
    target_group: TargetGroup
    group_document_number: str | None
    wants: Wants
    runs_registered_business: bool


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule's answer. ``decides`` is false for a rule that sets the fee and not the path."""

    rule: str
    met: bool
    decides: bool
    reason: str
    reason_zh: str
    reference: str
    policy_version: str


@dataclass(frozen=True, slots=True)
class Screening:
    """The whole answer on one day."""

    screened_on: date
    outcome: Outcome
    free_of_charge: bool
    rules: tuple[RuleResult, ...]


def screen(person: Person, rules: Rules, on: date) -> Screening:
    """Apply every rule in force on the day ``on``; none is skipped because an earlier one failed.

    Who asks for another path, or is retired, goes the other path [S]; who fails any other deciding rule
    is ineligible. The fee rule [S] decides nothing but the fee, and only for those accepted.
    """
    paths = [_wants_to_start(person, rules), _not_retired(person, rules)]
    limits = [
        _of_age(person, rules, on),
        _not_too_old(person, rules, on),
        _in_territory(person, rules),
        _no_registered_business(person, rules),
    ]
    fee = _free_of_charge(person, rules)
    if not all(rule.met for rule in paths):
        outcome = Outcome.OTHER_PATH
    elif not all(rule.met for rule in limits):
        outcome = Outcome.INELIGIBLE
    else:
        outcome = Outcome.ACCEPTED
    return Screening(on, outcome, outcome is Outcome.ACCEPTED and fee.met, (*paths, *limits, fee))


def _result(
    rule: str, met: bool, rules: Rules, policy: str, reason: tuple[str, str], *, decides: bool = True
) -> RuleResult:
    source = rules.sources[policy]
    return RuleResult(rule, met, decides, reason[0], reason[1], source.reference, source.version)


def _wants_to_start(person: Person, rules: Rules) -> RuleResult:
    reason = (f"wants {person.wants.value}", f"意愿：{person.wants.zh}")
    return _result("wants_to_start", person.wants is rules.path, rules, "eligibility.path", reason)


def _not_retired(person: Person, rules: Rules) -> RuleResult:
    met = person.employment_status is not EmploymentStatus.RETIRED
    reason = (f"is {person.employment_status.value}", f"就业状态：{person.employment_status.zh}")
    return _result("not_retired", met, rules, "eligibility.path", reason)


def _of_age(person: Person, rules: Rules, on: date) -> RuleResult:
    age, least = age_in_years(person.birth_on, on), rules.minimum_age_years
    reason = (f"{age} years old; at least {least}", f"{age}周岁，须年满{least}周岁")
    return _result("of_age", age >= least, rules, "eligibility.minimum_age_years", reason)


def _not_too_old(person: Person, rules: Rules, on: date) -> RuleResult:
    age, most = age_in_years(person.birth_on, on), rules.maximum_age_years
    reason = (f"{age} years old; at most {most}", f"{age}周岁，不得超过{most}周岁")
    return _result("not_above_maximum_age", age <= most, rules, "eligibility.maximum_age_years", reason)


def _in_territory(person: Person, rules: Rules) -> RuleResult:
    met = within(person.area, rules.territory)
    reason = (
        f"area {person.area}, territory {rules.territory}",
        f"地区 {person.area}，项目区域 {rules.territory}",
    )
    return _result("lives_or_works_in_territory", met, rules, "eligibility.territory", reason)


def _no_registered_business(person: Person, rules: Rules) -> RuleResult:
    runs = person.runs_registered_business
    reason = ("runs a registered business", "已有登记企业") if runs else ("runs none", "无登记企业")
    met = not runs or rules.registered_business_allowed
    return _result("no_registered_business", met, rules, "eligibility.registered_business_allowed", reason)


def _free_of_charge(person: Person, rules: Rules) -> RuleResult:
    entitled = person.target_group in rules.free_groups
    document = person.group_document_number
    valid = document is not None and re.fullmatch(rules.group_document_pattern, document) is not None
    if not entitled:
        reason = (f"{person.target_group.value} pays the course", f"{person.target_group.zh}自费")
    elif document is None:
        reason = ("no document of the target group shown", "未出示人员类别证件")
    elif not valid:
        reason = ("the document's number is not valid", "证件号码无效")
    else:
        reason = (f"{person.target_group.value} with a valid document", f"{person.target_group.zh}，证件有效")
    return _result("free_of_charge", entitled and valid, rules, "eligibility.free_groups", reason, decides=False)
