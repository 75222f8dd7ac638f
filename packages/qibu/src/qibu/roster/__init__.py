"""Synthetic rosters: people who never lived, in the proportions of a real sign-up drive."""
