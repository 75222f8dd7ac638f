"""Training's tables, one module for each part of the work; importing this package declares them all."""

from training.store.tables import (
    agreements,
    base,
    certificates,
    claims,
    classes,
    enrolments,
    institutions,
    payments,
    people,
    results,
    trainers,
    verification,
)

__all__ = [
    "agreements",
    "base",
    "certificates",
    "claims",
    "classes",
    "enrolments",
    "institutions",
    "payments",
    "people",
    "results",
    "trainers",
    "verification",
]
