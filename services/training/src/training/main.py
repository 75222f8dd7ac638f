"""The API process of training."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from kit.app import create_app
from kit.marks import Marks
from kit.private import KeyFileError, PrivateData
from kit.serve import run_api
from kit.settings import database_url as address

from training import policy
from training.api import (
    routes_agreements,
    routes_appeals,
    routes_attendance,
    routes_certificate_check,
    routes_certificates,
    routes_claim_decisions,
    routes_claims,
    routes_class_changes,
    routes_class_files,
    routes_classes,
    routes_clawbacks,
    routes_experts,
    routes_fees,
    routes_flags,
    routes_gradings,
    routes_institution_statements,
    routes_institution_views,
    routes_institutions,
    routes_learners,
    routes_offers,
    routes_payments,
    routes_plans,
    routes_provider_endings,
    routes_ratings,
    routes_register,
    routes_register_pages,
    routes_risks,
    routes_sheets,
    routes_trainers,
    routes_verification,
    routes_waiting_lists,
)
from training.api.problems import STATUSES
from training.settings import SERVICE, Settings


def make_app(database_url: str, public_key: bytes | None = None, settings: Settings | None = None) -> FastAPI:
    """The application; neither a reachable database nor a key file is needed to make it, only to run it."""
    settings = settings or Settings()

    @asynccontextmanager
    async def open_cipher(app: FastAPI) -> AsyncIterator[None]:
        if settings.data_key_file is None:
            raise KeyFileError("QIBU_DATA_KEY_FILE is not set: it encrypts the names on certificates")
        app.state.private = PrivateData.from_file(settings.data_key_file)
        app.state.marks = Marks.from_file(settings.mark_key_file)
        yield

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
            routes_offers.router,
            routes_classes.router,
            routes_class_changes.router,
            routes_learners.router,
            routes_waiting_lists.router,
            routes_fees.router,
            routes_attendance.router,
            routes_sheets.router,
            routes_experts.router,
            routes_plans.router,
            routes_gradings.router,
            routes_ratings.router,
            routes_class_files.router,
            routes_certificates.router,
            routes_certificate_check.router,
            routes_agreements.router,
            routes_claims.router,
            routes_claim_decisions.router,
            routes_verification.router,
            routes_flags.router,
            routes_risks.router,
            routes_payments.router,
            routes_clawbacks.router,
            routes_appeals.router,
            routes_institution_statements.router,
        ],
        statuses=STATUSES,
        public_key=public_key,
        lifespan=open_cipher,
    )
    app.state.public_url = settings.public_url.rstrip("/")
    app.state.rules_as_of = policy.rule_book(settings.programme / "training.yaml").as_of
    return app


if __name__ == "__main__":
    _settings = Settings()
    run_api(make_app(address(SERVICE), settings=_settings), SERVICE, _settings)
