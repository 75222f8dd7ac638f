"""The office of a running application."""

from fastapi import Request

from applicants.use_cases.office import Office


def office_of(request: Request) -> Office:
    """Rules, areas and cipher, made when the application started."""
    office: Office = request.app.state.office
    return office
