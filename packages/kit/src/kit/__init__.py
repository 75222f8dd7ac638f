"""Plumbing that every service shares, once, with no noun of the programme in it."""
