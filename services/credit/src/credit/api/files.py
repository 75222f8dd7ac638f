"""Files that are answered."""

from fastapi import Response


class SheetResponse(Response):
    """An XLSX file."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
