"""Chance that repeats: every question asked of it has its own stream, fixed by the seed."""

import random
from collections.abc import Sequence
from typing import TypeVar

Choice = TypeVar("Choice")


def dice(seed: int, *about: object) -> random.Random:
    """Open the stream of one subject (``dice(7, "person", 12)``); what others draw does not change it."""
    name = "/".join(str(part) for part in (seed, *about))
    return random.Random(name)  # noqa: S311 - synthetic people need repeatable chance, not secrecy


def weighted(chance: random.Random, weights: Sequence[tuple[Choice, float]]) -> Choice:
    """Pick one of the choices, each as likely as its weight."""
    choices = [choice for choice, _ in weights]
    return chance.choices(choices, [weight for _, weight in weights])[0]
