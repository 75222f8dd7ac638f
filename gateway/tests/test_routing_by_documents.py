"""The table of routes: nothing is open that no document declares."""

import json

import pytest
from gateway.contracts import ContractsError
from gateway.proxy.routing import Route, RouteTable
from hypothesis import given
from hypothesis import strategies as st

from gateway import contracts

SEGMENTS = st.sampled_from(["loans", "banks", "{id}", "{number}", "template", "record"])
PATHS = st.lists(SEGMENTS, min_size=1, max_size=5).map(lambda parts: "/v1/" + "/".join(parts))


def route(path: str, method: str = "GET") -> Route:
    return Route("credit", method, path, "p", frozenset({"bank"}), public=False, upload=False)


def table(*paths: str) -> RouteTable:
    made = RouteTable()
    for path in paths:
        made.add(route(path))
    return made


def document(**operation) -> dict:
    declared = {"x-permission": "credit.loan.read", "x-roles": ["bank"], "x-public": False, **operation}
    return {"credit": {"paths": {"/v1/loans": {"get": declared}}}}


def test_literal_segments_come_before_parameters_whatever_the_order():
    for paths in (["/v1/rosters/{id}", "/v1/rosters/template"], ["/v1/rosters/template", "/v1/rosters/{id}"]):
        made = table(*paths)
        assert made.find("GET", "/v1/rosters/template").path == "/v1/rosters/template"
        assert made.find("GET", "/v1/rosters/templates").path == "/v1/rosters/{id}"


def test_a_literal_that_leads_nowhere_does_not_hide_the_parameter():
    made = table("/v1/loans/open/list", "/v1/loans/{id}/record")
    assert made.find("GET", "/v1/loans/open/record").path == "/v1/loans/{id}/record"


def test_a_method_of_the_parameter_is_found_beside_a_literal():
    made = table("/v1/rosters/template")
    made.add(route("/v1/rosters/{id}", "PATCH"))
    assert made.find("PATCH", "/v1/rosters/template").path == "/v1/rosters/{id}"
    assert made.find("DELETE", "/v1/rosters/template") == {"GET", "PATCH"}


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/loans/", "/v1//loans", "/v1/loans/1/", "//v1/loans/1", "/v2/loans/1"]
)
def test_addresses_that_are_almost_right_are_not_there(path):
    assert table("/v1/loans", "/v1/loans/{id}").find("GET", path) == frozenset()


@given(st.lists(PATHS, min_size=1, max_size=8), st.data())
def test_a_filled_template_finds_itself_or_a_more_literal_one(paths, data):
    made = RouteTable()
    shapes = {}
    for path in paths:
        shape = "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
        if shape not in shapes:
            shapes[shape] = path
            made.add(route(path))
    wanted = data.draw(st.sampled_from(sorted(shapes.values())))
    address = "/".join("0198" if part.startswith("{") else part for part in wanted.split("/"))
    assert made.find("GET", address).path == wanted  # no literal is named 0198, so nothing is more literal


@pytest.mark.parametrize(
    "operation",
    [
        {"x-permission": None},
        {"x-permission": ""},
        {"x-roles": []},
        {"x-roles": ["emperor"]},
        {"x-roles": "bank"},
        {"x-roles": [], "x-public": "yes"},
    ],
)
def test_an_operation_without_a_clear_permission_stops_the_start(operation):
    with pytest.raises(ContractsError, match="GET /v1/loans of credit"):
        RouteTable.of(document(**operation))


def test_two_services_cannot_share_an_address():
    one = document()
    other = {"training": {"paths": {"/v1/loans": one["credit"]["paths"]["/v1/loans"]}}}
    with pytest.raises(ContractsError, match="one address"):
        RouteTable.of({**one, **other})


@pytest.mark.parametrize("content", [None, "{", "[]", '{"openapi": "3.1.0"}'])
def test_an_unusable_document_is_named(content, tmp_path):
    if content is not None:
        (tmp_path / "credit.json").write_text(content)
    with pytest.raises(ContractsError, match=r"credit\.json"):
        contracts.load(tmp_path, ["credit"])


def test_uploads_are_known_by_their_content_type():
    multipart = document(requestBody={"content": {"multipart/form-data": {}}})
    assert RouteTable.of(multipart).routes[0].upload
    assert not RouteTable.of(document(requestBody={"content": json.loads('{"application/json": {}}')})).routes[0].upload
