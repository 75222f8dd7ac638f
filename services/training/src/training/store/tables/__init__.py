"""Training's tables, one module for each part of the work; importing this package declares them all."""

from training.store.tables import (
    agreements,
    appeals,
    assessment,
    base,
    certificates,
    claims,
    class_files,
    classes,
    enrolments,
    institutions,
    payments,
    people,
    results,
    sheets,
    trainers,
    verification,
)

__all__ = [
    "agreements",
    "appeals",
    "assessment",
    "base",
    "certificates",
    "claims",
    "class_files",
    "classes",
    "enrolments",
    "institutions",
    "payments",
    "people",
    "results",
    "sheets",
    "trainers",
    "verification",
]
