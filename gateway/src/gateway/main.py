"""Runs the gateway: ``python -m gateway.main``."""

from kit.serve import run_api
from kit.settings import database_url

from gateway.app import make_app
from gateway.settings import GatewaySettings

if __name__ == "__main__":
    settings = GatewaySettings()
    run_api(make_app(database_url("gateway"), settings=settings), "gateway", settings)
