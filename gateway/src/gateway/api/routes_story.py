"""A participant's whole story, composed of what each service tells."""

from typing import Annotated

from fastapi import Path, Request
from kit.http import Caller, Id, Routes
from kit.refusal import NotFound

from gateway.api.permissions import READ_STORY
from gateway.story import Story, StoryTeller

router = Routes(tags=["participants"])


@router.verb(
    "GET",
    "/v1/participants/{participant_id}/story",
    permission=READ_STORY,
    summary="A participant's whole story",
    description=(
        "What every service knows of a participant, read at the same time. A part that cannot be had just now is "
        "null, and `missing` says which and why. 404 when the participant is unknown or outside the caller's area."
    ),
    refusals=[NotFound],
    response_model=Story,
)
async def read_story(call: Caller, request: Request, participant_id: Annotated[Id, Path()]) -> Story:
    """A participant's whole story."""
    teller: StoryTeller = request.app.state.story
    return await teller.tell(call, request.headers["authorization"], participant_id)
