"""Follow-up's API process."""

from fastapi import FastAPI
from kit.app import create_app
from kit.serve import run_api
from kit.settings import Settings, database_url

from followup.api import routes_businesses, routes_estimates, routes_scorecard, routes_story, routes_visits
from followup.api.problems import STATUSES
from followup.policy import FollowupPolicy


def make_app(url: str, public_key: bytes | None = None, settings: Settings | None = None) -> FastAPI:
    """The application on the database at ``url``, which need not be reachable yet."""
    settings = settings or Settings()
    app = create_app(
        service="followup",
        title="Follow-up",
        description="Businesses registered, visited and surviving; jobs; the programme's figures, counted honestly.",
        settings=settings,
        database_url=url,
        routes=[
            routes_businesses.router,
            routes_visits.router,
            routes_scorecard.router,
            routes_estimates.router,
            routes_story.router,
        ],
        statuses=STATUSES,
        public_key=public_key,
    )
    app.state.policy = FollowupPolicy(settings.programme)
    return app


if __name__ == "__main__":
    process_settings = Settings()
    run_api(make_app(database_url("followup"), settings=process_settings), "followup", process_settings)
