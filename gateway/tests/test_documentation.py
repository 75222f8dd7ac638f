"""One document and three pages for the whole platform, from nowhere else."""

import re
from html.parser import HTMLParser

import pytest
from gateway.contracts import ContractsError, operations
from gateway.errors import STATUSES
from gateway.reference.errors_page import errors_page
from gateway.reference.merged import merge, own_document
from gateway.reference.operations_page import operations_page
from gateway.settings import SERVICES, GatewaySettings
from gateway_at_work import running_gateway, settings_for
from kit.problem import KIT_STATUSES

from gateway import contracts


class Page(HTMLParser):
    """Collects a page's ids and links, and checks that its tags are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values[name] for name in ("href", "src") if name in values]
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def references(value) -> set[str]:
    if isinstance(value, dict):
        return {ref for key, item in value.items() for ref in ({item} if key == "$ref" else references(item))}
    return {ref for item in value for ref in references(item)} if isinstance(value, list) else set()


async def document_of(gateway) -> dict:
    response = await gateway.http.get("/openapi.json")
    assert response.headers["content-type"] == "application/json"
    return response.json()


async def test_the_merged_document_holds_every_operation_of_every_service(gateway, behind):
    document = await document_of(gateway)
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": gateway.address}]
    found = {(path, method): operation["x-service"] for path, method, operation in operations(document)}
    for service, app in behind.apps.items():
        for path, method, _ in operations(app.openapi()):
            assert found[path, method] == service
    for path in ("/v1/token", "/v1/accounts", "/v1/me", "/v1/participants/{participant_id}/story"):
        assert "gateway" in {service for (at, _), service in found.items() if at == path}


async def test_every_reference_leads_somewhere_and_every_id_is_unique(gateway):
    document = await document_of(gateway)
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document["paths"]) | references(document["components"]) <= known
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    assert {"credit_shared_name", "training_shared_name", "write_loans"} <= set(ids)


async def test_schemas_of_one_name_are_one_when_the_same_and_prefixed_when_not(gateway):
    schemas = (await document_of(gateway))["components"]["schemas"]
    assert "Problem" in schemas
    assert "Echo" in schemas
    assert "CreditEcho" not in schemas
    for service, noun in (("Credit", "loans"), ("Training", "classes")):
        assert noun in schemas[f"{service}Different"]["properties"]
        inner = schemas[f"{service}Around"]["properties"]["inner"]["$ref"]
        assert inner == f"#/components/schemas/{service}Different"
    assert "Different" not in schemas
    assert "Around" not in schemas  # the same words, but of something different


async def test_the_document_says_who_needs_a_token(gateway):
    document = await document_of(gateway)
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert document["paths"]["/v1/loans"]["post"]["security"] == [{"bearer": []}]
    assert document["paths"]["/v1/credit/open/{number}"]["get"]["security"] == []
    assert document["paths"]["/v1/token"]["post"]["security"] == []
    assert "429" in document["paths"]["/v1/token"]["post"]["responses"]


async def test_a_given_public_address_is_named_instead(gateway, behind, tmp_path):
    settings = settings_for(behind, tmp_path, public_url="https://qibu.example/")
    async with running_gateway(gateway.app.state.database_url, settings) as running:
        assert (await document_of(running))["servers"] == [{"url": "https://qibu.example"}]


async def test_the_page_shows_every_operation_and_needs_nothing_from_elsewhere(gateway):
    response = await gateway.http.get("/docs")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    page = Page(response.text)
    document = await document_of(gateway)
    assert {operation["operationId"] for _, _, operation in operations(document)} <= set(page.ids)
    assert set(SERVICES) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert {"script", "img", "iframe", "style"}.isdisjoint(page.tags)
    assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in page.links)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


async def test_the_page_tells_permission_roles_parameters_examples_and_answers(gateway):
    text = (await gateway.http.get("/docs")).text
    article = text[text.index('<article id="write_loans">') :]
    article = article[: article.index("</article>")]
    for part in (
        '<span class="method post">POST</span> <code>/v1/loans</code>',
        "<code>credit.record.write</code>",
        '<span class="role">case_worker</span>',
        "<code>Idempotency-Key</code>",
        "&quot;word&quot;: &quot;example word&quot;",
        "at most 20 characters",
        "<code>cap_exceeded</code>",
        "<code>201</code>",
        "<code>428</code>",
    ):
        assert part in article
    public = text[text.index('<article id="training_shared_name">') :]
    assert "anyone, without a token" in public[: public.index("</article>")]


async def test_texts_of_the_documents_are_shown_not_run(gateway):
    text = (await gateway.http.get("/docs")).text
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "What &lt;b&gt;is&lt;/b&gt; <code>written</code>." in text


async def test_every_refusal_has_an_anchor_where_problems_point(gateway):
    response = await gateway.http.get("/docs/errors")
    page = Page(response.text)
    codes = {kind.code() for kind in (*KIT_STATUSES, *STATUSES)}
    assert codes | {"cap_exceeded"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    for text in ("用户名或密码错误。", "The username or the password is wrong.", 'href="/docs#write_loans"'):
        assert text in response.text
    problem = (await gateway.http.get("/nowhere")).json()
    path, anchor = problem["type"].split("#")
    assert (path, anchor in page.ids) == ("/docs/errors", True)


async def test_the_style_comes_from_the_gateway(gateway):
    response = await gateway.http.get("/docs/style.css")
    assert response.headers["content-type"].startswith("text/css")
    assert "url(" not in response.text
    assert "@import" not in response.text


def test_an_address_that_a_service_shares_with_the_gateway_stops_the_start(behind, tmp_path):
    from gateway.app import make_app
    from kit.testing import KEYS

    documents = contracts.load(behind.contracts, SERVICES)
    documents["training"]["paths"]["/v1/me"] = documents["training"]["paths"]["/v1/training/open/{number}"]
    import json

    for service, document in documents.items():
        (tmp_path / f"{service}.json").write_text(json.dumps(document))
    with pytest.raises(ContractsError, match="/v1/me"):
        make_app("postgresql://x/x", KEYS.private, GatewaySettings(contracts=tmp_path))


def test_the_real_services_documents_make_sound_pages():
    folder = GatewaySettings().contracts
    document = merge(contracts.load(folder, SERVICES), own_document())
    page = Page(operations_page(document))
    errors = Page(errors_page(document))
    assert {operation["operationId"] for _, _, operation in operations(document)} <= set(page.ids)
    named = {
        code
        for _, _, operation in operations(document)
        for line in re.findall(r"^Refusals: (.+)$", operation.get("description", ""), re.MULTILINE)
        for code in re.findall(r"`(\w+)`", line)
    }
    assert named <= set(errors.ids)
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document["paths"]) | references(document["components"]) <= known
