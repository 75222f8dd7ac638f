"""Credit's tables, one module for each part of the work; importing this package declares them all."""

from credit.store.tables import applications, base, fund, loans, people, route

__all__ = ["applications", "base", "fund", "loans", "people", "route"]
