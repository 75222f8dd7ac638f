"""The API process of training."""

from fastapi import FastAPI
from kit.app import create_app
from kit.serve import run_api
from kit.settings import database_url as address

from training import policy
from training.api import (
    routes_agreements,
    routes_claim_decisions,
    routes_claims,
    routes_classes,
    routes_institution_views,
    routes_institutions,
    routes_learners,
    routes_provider_endings,
    routes_register,
    routes_register_pages,
    routes_trainers,
    routes_verification,
)
from training.api.problems import STATUSES
from training.settings import SERVICE, Settings


def make_app(database_url: str, public_key: bytes | None = None, settings: Settings | None = None) -> FastAPI:
    """The application; needs no reachable database to be made."""
    settings = settings or Settings()
    app = create_app(
        service=SERVICE,
        title="Qibu: training",
        description="Who is taught, by whom, what it costs, and what is paid for results.",
        settings=settings,
        database_url=database_url,
        routes=[
            routes_institutions.router,
            routes_institution_views.router,
            routes_trainers.router,
            routes_provider_endings.router,
            routes_register.router,
            routes_register_pages.router,
            routes_classes.router,
            routes_learners.router,
            routes_agreements.router,
            routes_claims.router,
            routes_claim_decisions.router,
            routes_verification.router,
        ],
        statuses=STATUSES,
        public_key=public_key,
    )
    app.state.rules_as_of = policy.rule_book(settings.programme / "training.yaml").as_of
    return app


if __name__ == "__main__":
    _settings = Settings()
    run_api(make_app(address(SERVICE), settings=_settings), SERVICE, _settings)
