"""Letters say in both languages what was decided; every rule has a name people can read."""

import ast
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import credit
import pytest
from credit.domain.amount_in_words import capital_amount
from credit.domain.letter_text import text_of
from credit.domain.letters import Letter, LetterKind, LetterOutcome, Security, letter_of
from credit.domain.rule_titles import TITLES, in_language, in_sentence
from hypothesis import given
from hypothesis import strategies as st
from kit.money import Money

SOURCE = Path(credit.__file__).parent


def verdict_rules() -> set[str]:
    """The rule of every verdict that is made: the first argument of ``verdict``, ``Verdict`` or ``_advice``."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"verdict", "Verdict", "_advice"}:
                rule = node.args[0] if node.args else next(item.value for item in node.keywords if item.arg == "rule")
                found |= _texts(rule)
    return found


def _texts(node: ast.expr) -> set[str]:
    """The names that an expression can be; a variable names nothing here."""
    if isinstance(node, ast.Constant):
        return {str(node.value).rpartition(".")[2]}
    if isinstance(node, ast.JoinedStr):
        last = node.values[-1]
        return _texts(last) if isinstance(last, ast.Constant) else set()
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    return set()


def test_every_rule_that_a_verdict_names_has_a_title_in_both_languages() -> None:
    rules = verdict_rules()
    assert len(rules) > 25
    assert rules - set(TITLES) == set()
    for title in TITLES.values():
        assert title.en.isascii()
        assert re.search(r"[一-鿿]", title.zh)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("16000", "壹万陆仟元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000000001", "壹万亿零壹元整"),
        ("-20", "负贰拾元整"),
    ],
)
def test_amounts_in_capital_characters(amount, words) -> None:
    assert capital_amount(Money(amount)) == words


@given(st.integers(0, 10**12))
def test_capital_amounts_never_stutter(fen) -> None:
    words = capital_amount(Money(Decimal(fen) / 100))
    assert "零零" not in words
    assert words.endswith(("整", "分"))


def letter(**other) -> Letter:
    facts = {
        "kind": LetterKind.GUARANTEE,
        "outcome": LetterOutcome.GUARANTEED,
        "number": "G2007-000001",
        "application_id": "a1",
        "applicant_id": "p1",
        "bank_id": "b1",
        "bank_name": "江津农村信用社",
        "issued_on": date(2007, 9, 10),
        "amount": Money(20_000),
        "term_months": 12,
        "revision": 1,
        "policy_version": "jiangjin-2007/credit@1",
        "guaranteed": Money(16_000),
        "coverage_percent": Decimal(80),
        "guarantee_number": "G2007-000001",
        "valid_until": date(2007, 10, 1),
        "securities": (Security("deposit", Money(40_000), Money(40_000)),),
        "verdicts": (
            {"rule": "amount_cap", "met": True, "value": "20000.00", "limit": "20000.00", "reference": "394号"},
            {
                "rule": "debt_service_cover",
                "met": False,
                "value": "1.10",
                "limit": "at least 1.2",
                "reference": "seminar report",
                "binding": False,
            },
        ),
    }
    return Letter(**(facts | other))


def test_a_letter_comes_back_from_its_facts_with_the_same_code() -> None:
    made = letter()
    assert letter_of(made.as_facts()) == made
    assert letter_of(made.as_facts()).code == made.code
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", made.code)
    assert letter(amount=Money(19_999)).code != made.code


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("outcome", list(LetterOutcome))
def test_a_letter_says_amount_term_conditions_and_every_verdict(language, outcome) -> None:
    kind = LetterKind.GUARANTEE if outcome is LetterOutcome.GUARANTEED else LetterKind.DECISION
    text = text_of(letter(kind=kind, outcome=outcome, reason="Reason given."), language)
    everything = repr(text)
    for needed in ("G2007-000001", "20,000.00", "p1", "80%", "jiangjin-2007/credit@1", "394号", "1.10"):
        assert needed in everything, needed
    assert letter(kind=kind, outcome=outcome, reason="Reason given.").code in text.footer
    if language == "zh":
        assert "贰万元整" in everything
        assert "不低于 1.2" in everything
    else:
        assert not re.search(r"[一-鿿]", everything.replace("江津农村信用社", "").replace("394号", ""))


def test_a_verdict_reads_as_a_sentence() -> None:
    facts = letter().verdicts[1]
    assert in_sentence(facts, "en") == (
        "Debt service cover of the year: 1.10; rule: at least 1.2; not met (advice); reference: seminar report"
    )
    assert in_sentence(facts, "zh").startswith("全年偿债备付率：1.10；标准：不低于 1.2；不符合（供参考）")
    assert in_language("0.65 in month 1", "zh") == "0.65（第 1 月）"
