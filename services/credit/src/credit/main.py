"""Credit's API process: ``python -m credit.main``."""

from fastapi import FastAPI
from kit.app import create_app
from kit.serve import run_api
from kit.settings import database_url

from credit.api import (
    routes_applications,
    routes_claim_views,
    routes_claims,
    routes_extensions,
    routes_figures,
    routes_fund,
    routes_ledger,
    routes_loans,
    routes_movements,
    routes_portfolio,
    routes_products,
    routes_reconciliations,
    routes_recoveries,
    routes_repayments,
    routes_statements,
    routes_story,
    routes_subsidies,
    routes_what_if,
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
            routes_movements.router,
            routes_ledger.router,
            routes_statements.router,
            routes_applications.router,
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
    )
    app.state.rules = RuleBook.load(settings.programme)
    return app


if __name__ == "__main__":
    own = Settings()
    run_api(make_app(database_url("credit"), settings=own), "credit", own)
