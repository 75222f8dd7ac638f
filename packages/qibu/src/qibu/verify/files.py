"""Are the uploaded files that rows name all there, and whole?"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncpg
from kit.attachments import Attachments, AttachmentUnavailable

from qibu.verify.books import Check

TABLES = """
SELECT table_name FROM information_schema.columns
WHERE table_schema = 'public' AND column_name IN ('content_hash', 'media_type', 'size')
GROUP BY table_name HAVING count(*) = 3 ORDER BY table_name
"""
AT_ONCE = 8


async def check_files(databases: Mapping[str, "asyncpg.Connection[Any]"], folder: Path) -> list[Check]:
    """For each table whose rows name files: how many distinct ones, and how many of them are there and whole."""
    checks = []
    for service, connection in databases.items():
        store = Attachments(folder / service)
        for table in [row["table_name"] for row in await connection.fetch(TABLES)]:
            files = await connection.fetch(f'SELECT DISTINCT content_hash, size FROM "{table}"')  # noqa: S608 -- a table's name from the catalogue
            whole = await _count_whole(store, [(row["content_hash"], row["size"]) for row in files])
            checks.append(Check(f"files of {service}.{table}: named and whole", str(len(files)), str(whole)))
    return checks


async def _count_whole(store: Attachments, files: list[tuple[str, int]]) -> int:
    turns = asyncio.Semaphore(AT_ONCE)

    async def is_whole(content_hash: str, size: int) -> bool:
        async with turns:
            try:
                await store.read(content_hash, size)
            except AttachmentUnavailable:
                return False
            return True

    return sum(await asyncio.gather(*(is_whole(*file) for file in files)))
