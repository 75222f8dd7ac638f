"""A running applicants service, and builders of its forms and files."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from applicants.domain.identity import check_character
from applicants.domain.roster import COLUMNS
from applicants.events.handlers import handlers
from applicants.main import make_app
from applicants.settings import Settings
from kit.private import PrivateData
from kit.testing import Client, RunningService, running_service
from openpyxl import Workbook

FOLDER = Path(__file__).parents[1]
TOWN = "500116103"


@pytest.fixture(scope="session")
async def service(engines: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningService]:
    key_file = tmp_path_factory.mktemp("keys") / "data-keys.json"
    key_file.write_text(PrivateData.generate())
    settings = Settings(data_key_file=key_file)

    def make(url: str, key: bytes) -> Any:
        return make_app(url, public_key=key, settings=settings)

    async with running_service("applicants", make, handlers, FOLDER / "migrations") as running:
        yield running


@pytest.fixture
def worker(service: RunningService) -> Client:
    return service.as_role("case_worker", account="li", area="500116")


@pytest.fixture
def auditor(service: RunningService) -> Client:
    return service.as_role("auditor", account="audit")


class Numbers:
    """Valid identity numbers, each one new."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self, born: str = "19680315", region: str = "500116", *, male: bool = False) -> str:
        self.given += 1
        day, order = divmod(self.given, 450)
        seventeen = f"{region[:5]}{day}{born}{order * 2 + male:03d}"
        return seventeen + check_character(seventeen)


@pytest.fixture(scope="session")
def number() -> Numbers:
    return Numbers()


class Names:
    """Names that nobody else has, so that no test warns of another's people."""

    letters = "春夏秋冬梅兰竹菊山川江河日月星辰"

    def __init__(self) -> None:
        self.given = 0

    def __call__(self, family: str = "王") -> str:
        self.given += 1
        left, name = self.given, ""
        while left:
            left, at = divmod(left, len(self.letters))
            name += self.letters[at]
        return f"{family}氏{name}"


@pytest.fixture(scope="session")
def new_name() -> Names:
    return Names()


@pytest.fixture
def form(number: Numbers, new_name: Names) -> Callable[..., dict[str, Any]]:
    def build(**changes: Any) -> dict[str, Any]:
        body = {
            "name": new_name(),
            "identity_number": number(),
            "area": TOWN,
            "education": "junior_middle",
            "employment_status": "laid_off",
            "unemployed_since": "2005-03-01",
            "target_group": "laid_off",
            "group_document_number": "渝津再就业字第0123号",
            "wants": "own_business",
            "idea": {"sector": "6521", "description": "小超市", "own_capital": "8000.00"},
            "consent": {"purpose": "the programme", "given_on": "2007-07-02"},
            "runs_registered_business": False,
            "registered_on": "2007-07-02",
        }
        return {key: value for key, value in (body | changes).items() if value is not ...}

    return build


@pytest.fixture
def row(number: Numbers, new_name: Names) -> Callable[..., dict[str, Any]]:
    """One person as a roster's cells, by column key."""

    def build(**changes: Any) -> dict[str, Any]:
        cells = {
            "name": new_name("李"),
            "identity_number": number(male=True),
            "phone": f"1389{new_name.given:07d}",
            "area": TOWN,
            "education": "初中",
            "employment_status": "失业",
            "unemployed_since": "2006-05-01",
            "target_group": "登记失业人员",
            "group_document_number": "渝津失业字第77号",
            "wants": "自主创业",
            "sector": "67",
            "idea": "面馆",
            "own_capital": "12000",
            "runs_registered_business": "否",
            "consent_given_on": "2007-07-02",
            "registered_on": "2007-07-02",
        }
        return cells | changes

    return build


def xlsx(rows: Iterable[dict[str, Any]], language: str = "zh", **headers: str) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([headers.get(column.key, getattr(column, language)) for column in COLUMNS])
    for cells in rows:
        sheet.append([cells.get(column.key) for column in COLUMNS])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv_text(rows: Iterable[dict[str, Any]], encoding: str, language: str = "zh", delimiter: str = ",") -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow([getattr(column, language) for column in COLUMNS])
    writer.writerows([[cells.get(column.key) or "" for column in COLUMNS] for cells in rows])
    return written.getvalue().encode(encoding)


@pytest.fixture(scope="session")
def files() -> Any:
    class Files:
        as_xlsx = staticmethod(xlsx)
        as_csv = staticmethod(csv_text)

    return Files
