"""A certified institution with everybody who deals with it, on training's real service: what its benchmarks share."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from kit.marks import Marks
from kit.private import PrivateData
from kit.testing import running_service
from qibu.engines import Engines
from qibu.environment import programme_folder
from training.events.handlers import handlers
from training.main import make_app
from training.settings import Settings

TRAINING = Path(__file__).parents[1] / "services" / "training"


@asynccontextmanager
async def school_of(folder: Path, budget: str = "100000.00") -> AsyncIterator[tuple[Any, str, Marks]]:
    """A certified institution of training's tests, the address of its database, and the marks of names."""
    spec = spec_from_file_location("training_school", TRAINING / "tests" / "conftest.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("the school of training's tests is missing")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)

    def app(url: str, key: bytes) -> Any:
        return make_app(url, key, Settings(programme=programme_folder()))

    async with Engines(folder) as engines:
        for variable, text in (
            ("QIBU_DATA_KEY_FILE", PrivateData.generate()),
            ("QIBU_MARK_KEY_FILE", Marks.generate()),
        ):
            path = folder / variable.lower()
            path.write_text(text)
            os.environ[variable] = str(path)
        os.environ["QIBU_TEST_POSTGRES_URL"] = engines.superuser_url
        async with running_service("training", app, handlers, TRAINING / "migrations") as running:
            url = running.database.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
            await module.register_grader(running)
            yield await module.School(running).set_up(budget), url, running.app.state.marks
