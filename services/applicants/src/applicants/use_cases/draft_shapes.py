"""What the verbs of drafts share: the form as typed so far, and a draft after a verb."""

from typing import Annotated

from pydantic import BaseModel, Field

from applicants.use_cases.shapes import Command

Typed = Annotated[str | None, Field(max_length=500, repr=False)]


class DraftForm(Command):
    """An intake form so far: every field as it was typed; nothing is demanded or checked when it is saved.

    Coded fields take the code or the Chinese or English word, days what a roster takes.
    """

    name: Typed = None
    identity_number: Typed = None
    phone: Typed = None
    area: Typed = None
    education: Typed = None
    employment_status: Typed = None
    unemployed_since: Typed = None
    target_group: Typed = None
    group_document_number: Typed = None
    wants: Typed = None
    sector: Typed = None
    idea: Typed = None
    own_capital: Typed = None
    runs_registered_business: Typed = None
    consent_purpose: Typed = None
    consent_given_on: Typed = None
    registered_on: Typed = None

    def typed(self) -> dict[str, str]:
        """The fields that have been filled in."""
        return {key: text for key, text in self.model_dump().items() if text is not None and text.strip()}


class DraftStanding(BaseModel):
    """A draft after a verb; its form is not repeated."""

    id: str
    state: str
    version: int
