"""What credit publishes. Names, identity numbers and phone numbers never travel."""

from dataclasses import fields

from kit.event import Published

from credit.domain.happened import Happened
from credit.events.published import applications, claims, fund, loans, route, subsidies
from credit.fields import plain

PUBLISHED: dict[type, type[Published]] = {
    **fund.PUBLISHED,
    **applications.PUBLISHED,
    **loans.PUBLISHED,
    **claims.PUBLISHED,
    **subsidies.PUBLISHED,
    **route.PUBLISHED,
}
"""The event that tells of each thing that happens."""


def published(*events: Happened) -> list[Published]:
    """What happened, as it is told to the others."""
    return [
        PUBLISHED[type(event)](**{field.name: plain(getattr(event, field.name)) for field in fields(event)})
        for event in events
    ]
