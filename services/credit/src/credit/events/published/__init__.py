"""What credit publishes. Names, identity numbers and phone numbers never travel."""

from dataclasses import fields

from kit.event import Published

from credit.domain.happened import Happened
from credit.events.published import applications, claims, fund, loans, route, securities, subsidies
from credit.fields import plain

PUBLISHED: dict[type, type[Published]] = {
    **fund.PUBLISHED,
    **applications.PUBLISHED,
    **loans.PUBLISHED,
    **securities.PUBLISHED,
    **claims.PUBLISHED,
    **subsidies.PUBLISHED,
    **route.PUBLISHED,
}
"""The event that tells of each thing that happens."""

_NAMES = {event: tuple(field.name for field in fields(event)) for event in PUBLISHED}


def published(*events: Happened) -> list[Published]:
    """What happened, as it is told to the others."""
    return [
        PUBLISHED[type(event)](**{name: plain(getattr(event, name)) for name in _NAMES[type(event)]})
        for event in events
    ]
