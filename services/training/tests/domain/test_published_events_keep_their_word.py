"""Every published event's example is exactly what would travel."""

import importlib
import inspect
import pkgutil

import pytest
import training.events.published
from kit.event import Published

EVENTS = sorted(
    {
        kind
        for module in pkgutil.iter_modules(training.events.published.__path__)
        for _, kind in inspect.getmembers(
            importlib.import_module(f"training.events.published.{module.name}"), inspect.isclass
        )
        if issubclass(kind, Published) and kind is not Published
    },
    key=lambda kind: kind.event,
)


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.event)
def test_the_example_is_what_travels(kind):
    event = kind.model_validate(kind.example)
    assert event.model_dump(mode="json") == kind.example
    assert event.subject == kind.example[kind.subject_field]
    assert set(kind.model_json_schema()["required"]) == set(kind.example)


def test_names_never_travel():
    assert "training.claim.paid" in {kind.event for kind in EVENTS}
    fields = {field for kind in EVENTS for field in kind.example}
    assert not fields & {"name", "phone", "identity_number"}
