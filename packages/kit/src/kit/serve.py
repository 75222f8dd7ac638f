"""Runs an API process: uvicorn, our logs, a clean stop on SIGTERM."""

import uvicorn
from fastapi import FastAPI

from kit.log import set_up_logging
from kit.settings import Settings


def run_api(app: FastAPI, part: str, settings: Settings) -> None:
    """Serve ``app`` at the settings' host and port until SIGTERM; requests under way are finished."""
    set_up_logging(part, settings.log_level)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        date_header=True,
        loop="uvloop",
        http="httptools",
        ws="none",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=10,
    )
