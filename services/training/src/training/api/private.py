"""The cipher of the names on certificates."""

from fastapi import Request
from kit.private import PrivateData


def private_data(request: Request) -> PrivateData:
    """Read when the application started."""
    private: PrivateData = request.app.state.private
    return private
