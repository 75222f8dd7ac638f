"""Credit's tables, one module for each part of the work; importing this package declares them all."""

from credit.store.tables import (
    applications,
    base,
    claims,
    fund,
    loans,
    movements,
    partners,
    people,
    route,
    securities,
    subsidies,
)

__all__ = [
    "applications",
    "base",
    "claims",
    "fund",
    "loans",
    "movements",
    "partners",
    "people",
    "route",
    "securities",
    "subsidies",
]
