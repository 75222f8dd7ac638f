"""Training's tables, one module for each part of the work; importing this package declares them all."""

from training.store.tables import (
    agreements,
    assessment,
    base,
    certificates,
    claims,
    class_files,
    classes,
    enrolments,
    institutions,
    people,
    results,
    sheets,
    suspicions,
    trainers,
    verification,
)

__all__ = [
    "agreements",
    "assessment",
    "base",
    "certificates",
    "claims",
    "class_files",
    "classes",
    "enrolments",
    "institutions",
    "people",
    "results",
    "sheets",
    "suspicions",
    "trainers",
    "verification",
]
