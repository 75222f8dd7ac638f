"""Credit's API process: ``python -m credit.main``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from kit.app import create_app
from kit.private import KeyFileError, PrivateData
from kit.serve import run_api
from kit.settings import database_url

from credit.api import (
    routes_applications,
    routes_claim_views,
    routes_claims,
    routes_communities,
    routes_desk,
    routes_extensions,
    routes_figures,
    routes_fund,
    routes_groups,
    routes_guarantors,
    routes_ledger,
    routes_letters,
    routes_loans,
    routes_movements,
    routes_mutual_fund,
    routes_portfolio,
    routes_products,
    routes_reconciliations,
    routes_recoveries,
    routes_repayments,
    routes_route,
    routes_security,
    routes_statements,
    routes_story,
    routes_subsidies,
    routes_what_if,
)
from credit.api.problems import STATUSES
from credit.policy import RuleBook
from credit.settings import Settings


def make_app(database_url: str, public_key: bytes | None = None, settings: Settings | None = None) -> FastAPI:
    """The application. The programme's rules must be readable.

    Neither a reachable database nor a key file is needed to make it, only to run it.
    """
    settings = settings or Settings()

    @asynccontextmanager
    async def open_cipher(app: FastAPI) -> AsyncIterator[None]:
        if settings.data_key_file is None:
            raise KeyFileError("QIBU_DATA_KEY_FILE is not set: it encrypts guarantors' names and identity numbers")
        app.state.private = PrivateData.from_file(settings.data_key_file)
        yield

    app = create_app(
        service="credit",
        title="Qibu credit",
        description="Guaranteed micro-credit: the guarantee fund, loan applications, loans, repayments, arrears.",
        settings=settings,
        database_url=database_url,
        routes=[
            routes_fund.router,
            routes_guarantors.router,
            routes_groups.router,
            routes_mutual_fund.router,
            routes_communities.router,
            routes_movements.router,
            routes_ledger.router,
            routes_statements.router,
            routes_applications.router,
            routes_route.router,
            routes_desk.router,
            routes_letters.router,
            routes_security.router,
            routes_loans.router,
            routes_repayments.router,
            routes_extensions.router,
            routes_portfolio.router,
            routes_reconciliations.router,
            routes_products.router,
            routes_story.router,
            routes_claims.router,
            routes_recoveries.router,
            routes_claim_views.router,
            routes_subsidies.router,
            routes_figures.router,
            routes_what_if.router,
        ],
        statuses=STATUSES,
        public_key=public_key,
        lifespan=open_cipher,
    )
    app.state.rules = RuleBook.load(settings.programme)
    return app


if __name__ == "__main__":
    own = Settings()
    run_api(make_app(database_url("credit"), settings=own), "credit", own)
