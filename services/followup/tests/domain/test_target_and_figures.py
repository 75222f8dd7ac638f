"""Progress against 800 and 1,000; every figure says what it means."""

from datetime import date
from decimal import Decimal

from followup.domain.figures import FIGURES, NUMERATORS, Unit
from followup.domain.target import Target, progress, share

PILOT = Target(800, 1000, date(2007, 7, 1), date(2008, 6, 30))


def test_every_figure_is_defined_in_both_languages():
    for figure in FIGURES.values():
        assert figure.en.endswith(".")
        assert figure.zh.endswith("。")


def test_every_share_names_figures_of_people_above_and_below():
    shares = [figure for figure in FIGURES.values() if figure.unit is Unit.SHARE]
    assert shares
    for figure in shares:
        assert FIGURES[NUMERATORS[figure.name]].unit is Unit.PEOPLE
        assert FIGURES[figure.denominator].unit is Unit.PEOPLE


def test_progress_against_an_even_pace():
    start, end = progress(0, PILOT, date(2007, 6, 30)), progress(900, PILOT, date(2009, 1, 1))
    assert (start.period_elapsed, start.expected_low) == (Decimal(0), 0)
    assert (end.period_elapsed, end.expected_low, end.expected_high) == (Decimal(1), 800, 1000)
    assert (end.share_of_low, end.share_of_high) == (Decimal("1.1250"), Decimal("0.9000"))
    assert (end.missing_to_low, end.missing_to_high) == (0, 100)
    assert progress(1, PILOT, date(2007, 12, 30)).expected_low == 400


def test_a_share_of_nothing_is_unknown():
    assert share(0, 0) is None
