"""How passwords are kept, and how guessing is slowed down."""

import asyncio

import pytest
from argon2 import Type, extract_parameters
from gateway.errors import TooManyTries
from gateway.passwords import Passwords
from gateway.throttle import TRIES, WINDOW_SECONDS, Throttle
from kit.problem import TemporarilyUnavailable

from gateway import passwords as module


async def test_hashes_are_argon2id_and_not_below_owasp_minimum():
    passwords = Passwords()
    stored = await passwords.hash("a long sentence is best")
    parameters = extract_parameters(stored)
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2
    assert parameters.salt_len >= 16
    assert await passwords.verify(stored, "a long sentence is best")
    assert not await passwords.verify(stored, "a long sentence is worst")
    assert stored != await passwords.hash("a long sentence is best")


async def test_an_unknown_account_costs_the_same_work_and_no_password_opens_it():
    passwords = Passwords()
    assert extract_parameters(passwords._nobodys) == extract_parameters(await passwords.hash("x"))
    tried = []
    matches = passwords._matches
    passwords._matches = lambda stored, password: tried.append(stored) or matches(stored, password)
    assert not await passwords.verify(None, "nobody's password")
    assert tried == [passwords._nobodys]


async def test_the_loop_goes_on_while_passwords_are_hashed():
    passwords = Passwords()
    hashing = asyncio.gather(*(passwords.hash("a long sentence") for _ in range(4)))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 4
    assert len(await hashing) == 4


async def test_when_too_many_wait_it_refuses_instead_of_queueing(monkeypatch):
    monkeypatch.setattr(module, "_WAITING", 3)
    passwords = Passwords()
    answers = await asyncio.gather(*(passwords.hash("long enough") for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(answer, TemporarilyUnavailable) for answer in answers) == 3
    assert (await passwords.hash("works again")).startswith("$argon2id$")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def fail(throttle: Throttle, username: str = "li", source: str = "a") -> None:
    async with throttle.attempt(username, source) as attempt:
        throttle.failed(attempt)


async def test_the_wait_ends_when_the_oldest_slip_is_five_minutes_old():
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(TRIES):
        await fail(throttle)
        clock.now += 10
    with pytest.raises(TooManyTries) as caught:
        await fail(throttle, "LI")
    assert caught.value.facts["seconds"] == WINDOW_SECONDS - 10 * TRIES
    clock.now += WINDOW_SECONDS - 10 * TRIES
    await fail(throttle)
    with pytest.raises(TooManyTries):
        await fail(throttle)


async def test_success_forgets_slips_and_pairs_do_not_touch_each_other():
    throttle = Throttle(Clock())
    for _ in range(TRIES - 1):
        await fail(throttle)
    async with throttle.attempt("li", "a") as attempt:
        throttle.succeeded(attempt)
    for _ in range(TRIES):
        await fail(throttle)
    await fail(throttle, "li", "b")
    await fail(throttle, "wang", "a")


async def test_memory_is_bounded_whatever_is_tried(monkeypatch):
    from gateway import throttle as throttle_module

    monkeypatch.setattr(throttle_module, "_PAIRS", 50)
    throttle = Throttle(Clock())
    for number in range(200):
        await fail(throttle, f"user{number}")
    assert len(throttle._pairs) == 50
