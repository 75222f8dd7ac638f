"""The answer of a step on an application's route."""

from pydantic import BaseModel


class ApplicationMoved(BaseModel):
    """Where the application stands after the step."""

    id: str
    state: str
    version: int
