"""Every published event's example is exactly what would travel."""

import inspect

import pytest
from kit.event import Published
from training.events import published

EVENTS = [
    kind
    for _, kind in inspect.getmembers(published, inspect.isclass)
    if issubclass(kind, Published) and kind is not Published
]


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.event)
def test_the_example_is_what_travels(kind):
    event = kind.model_validate(kind.example)
    assert event.model_dump(mode="json") == kind.example
    assert event.subject == kind.example[kind.subject_field]
    assert set(kind.model_json_schema()["required"]) == set(kind.example)


def test_nine_events_are_published_and_names_never_travel():
    assert len(EVENTS) == 9
    fields = {field for kind in EVENTS for field in kind.example}
    assert not fields & {"name", "phone", "identity_number"}
