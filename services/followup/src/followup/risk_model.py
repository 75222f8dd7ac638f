"""Fits the model behind the league table: logistic regression of success on what was known before the assignment.

Cross-fitted: a learner's expectation comes from a model that has not seen that learner. What comes out is plain data
(:class:`RiskModel`), so that a frozen version goes on being applied without the library that fitted it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from followup.domain.estimates.league import Characteristics, Learner, RiskModel, log_odds, sigmoid, term

FOLDS = 5
STRENGTH = 1.0
"""Inverse of the ridge penalty: one that matters only for values which few learners have."""


@dataclass(frozen=True)
class Case:
    """A learner of the cohort and how it ended."""

    learner_id: str
    institution_id: str
    succeeded: bool
    known: Characteristics


def fit(cases: Sequence[Case]) -> RiskModel:
    """The model of all ``cases``; the same cases give the same version."""
    # Heavy, and needed once in a while only; the library has no types.
    from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-untyped]  # noqa: PLC0415 - see above
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # noqa: PLC0415 - see above

    outcomes = [case.succeeded for case in cases]
    if len(set(outcomes)) < 2:  # noqa: PLR2004 - nothing to tell apart
        share = (sum(outcomes) + 0.5) / (len(outcomes) + 1)
        return _named(log_odds(share), {})
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([dict(case.known) for case in cases])
    model = LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-8).fit(matrix, outcomes)
    names = (term(*name.split("=", 1)) for name in vectors.get_feature_names_out())
    terms = {name: round(float(weight), 12) for name, weight in zip(names, model.coef_[0], strict=True)}
    return _named(round(float(model.intercept_[0]), 12), terms)


def cross_fitted(cases: Sequence[Case]) -> list[Learner]:
    """Each case with the expectation of the model of the other folds; together as many as really succeeded."""
    folds = [_fold(case.learner_id) for case in cases]
    models = {
        fold: fit([case for case, other in zip(cases, folds, strict=True) if other != fold]) for fold in set(folds)
    }
    expected = [models[fold].probability(case.known) for case, fold in zip(cases, folds, strict=True)]
    return [
        Learner(case.institution_id, chance, case.succeeded, case.known)
        for case, chance in zip(cases, _calibrated(expected, sum(case.succeeded for case in cases)), strict=True)
    ]


def _calibrated(expected: Sequence[float], succeeded: int) -> list[float]:
    """The same change of everybody's odds makes the sum of expectations what was observed."""
    low, high = -5.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        if sum(sigmoid(log_odds(chance) + middle) for chance in expected) > succeeded:
            high = middle
        else:
            low = middle
    return [sigmoid(log_odds(chance) + (low + high) / 2) for chance in expected]


def _fold(learner_id: str) -> int:
    return hashlib.sha256(learner_id.encode()).digest()[0] % FOLDS


def _named(intercept: float, terms: dict[str, float]) -> RiskModel:
    content = json.dumps([intercept, terms], sort_keys=True)
    return RiskModel(hashlib.sha256(content.encode()).hexdigest()[:12], intercept, terms)
