"""What one service publishes, the others can read: the golden examples are parsed by every consumer."""

import json

import pytest
from kit.event import CloudEvent
from platform_parts import ROOT, SERVICES
from qibu.contracts import differences, handlers, published

EVENTS = {event.type_name(): event for service in SERVICES for event in published(service)}
READERS = [(service, model) for service in SERVICES for model in handlers(service).models]


def test_generated_files_are_those_of_the_code():
    assert differences(ROOT / "contracts") == [], "run: make contracts"


@pytest.mark.parametrize(("service", "model"), READERS, ids=lambda item: getattr(item, "event", item))
def test_a_consumer_reads_the_publishers_golden_example(service, model):
    assert model.type_name() in EVENTS, f"{service} listens to {model.type_name()}, which nobody publishes"
    text = (ROOT / f"contracts/events/{model.type_name()}.example.json").read_text()
    read = model.model_validate(CloudEvent.model_validate_json(text).data)
    sent = json.loads(text)["data"]
    for field, value in read.model_dump(mode="json", by_alias=True).items():
        assert field in sent, f"{service} reads {field}, which {model.event} does not carry"
        assert isinstance(value, list | dict) or value == sent[field]


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_event_names_no_person(name):
    fields = set(EVENTS[name].model_fields)
    assert not fields & {"name", "identity_number", "phone", "group_document_number", "address"}


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_explains_itself_and_its_subject(name):
    event = EVENTS[name]
    assert event.__doc__
    assert event.model_validate(event.example).subject
