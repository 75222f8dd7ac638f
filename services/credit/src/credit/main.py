"""Credit's API process: ``python -m credit.main``."""

from fastapi import FastAPI
from kit.app import create_app
from kit.serve import run_api
from kit.settings import database_url

from credit.api import (
    routes_applications,
    routes_claim_views,
    routes_claims,
    routes_desk,
    routes_fund,
    routes_letters,
    routes_loans,
    routes_products,
    routes_recoveries,
    routes_route,
    routes_story,
    routes_subsidies,
)
from credit.api.problems import STATUSES
from credit.policy import RuleBook
from credit.settings import Settings


def make_app(database_url: str, public_key: bytes | None = None, settings: Settings | None = None) -> FastAPI:
    """The application. The database need not be reachable yet; the programme's rules must be."""
    settings = settings or Settings()
    app = create_app(
        service="credit",
        title="Qibu credit",
        description="Guaranteed micro-credit: the guarantee fund, loan applications, loans, repayments, arrears.",
        settings=settings,
        database_url=database_url,
        routes=[
            routes_fund.router,
            routes_applications.router,
            routes_route.router,
            routes_desk.router,
            routes_letters.router,
            routes_loans.router,
            routes_products.router,
            routes_story.router,
            routes_claims.router,
            routes_recoveries.router,
            routes_claim_views.router,
            routes_subsidies.router,
        ],
        statuses=STATUSES,
        public_key=public_key,
    )
    app.state.rules = RuleBook.load(settings.programme)
    return app


if __name__ == "__main__":
    own = Settings()
    run_api(make_app(database_url("credit"), settings=own), "credit", own)
