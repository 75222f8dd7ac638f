"""The API process of the applicants service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from kit.app import create_app
from kit.marks import Marks
from kit.private import KeyFileError, PrivateData
from kit.serve import run_api
from kit.settings import database_url as address

from applicants import policy
from applicants.api import routes_applicants, routes_case_work, routes_drafts, routes_duplicates, routes_rosters
from applicants.api.problems import STATUSES
from applicants.settings import SERVICE, Settings
from applicants.use_cases.office import Office


def make_app(database_url: str, public_key: bytes | None = None, settings: Settings | None = None) -> FastAPI:
    """The application; needs neither a reachable database nor a key file to be made, only to be run."""
    settings = settings or Settings()
    rules_as_of = policy.load_rules(settings.programme / "applicants.yaml")
    areas = policy.load_areas(settings.programme / "areas.yaml")

    @asynccontextmanager
    async def open_office(app: FastAPI) -> AsyncIterator[None]:
        if settings.data_key_file is None:
            raise KeyFileError("QIBU_DATA_KEY_FILE is not set: it encrypts identity and phone numbers")
        app.state.office = Office(
            rules_as_of, areas, PrivateData.from_file(settings.data_key_file), Marks.from_file(settings.mark_key_file)
        )
        yield

    app = create_app(
        service=SERVICE,
        title="Qibu: applicants",
        description="Who applies, who is eligible, and which path they take.",
        settings=settings,
        database_url=database_url,
        routes=[routes_rosters.router, routes_drafts.router, routes_duplicates.router, routes_case_work.router],
        statuses=STATUSES,
        public_key=public_key,
        lifespan=open_office,
    )
    # Included last: /v1/applicants/dead-letters, a fixed address, is no applicant's id.
    app.include_router(routes_applicants.router)
    return app


if __name__ == "__main__":
    _settings = Settings()
    run_api(make_app(address(SERVICE), settings=_settings), SERVICE, _settings)
