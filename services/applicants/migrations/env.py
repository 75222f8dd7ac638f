"""Migrations of the applicants database."""

from applicants.store import case_tables as _case  # noqa: F401 -- makes its tables known to the metadata
from applicants.store import intake_tables as _intake  # noqa: F401 -- makes its tables known to the metadata
from applicants.store import search_tables as _search  # noqa: F401 -- makes its tables known to the metadata
from applicants.store.tables import Base
from kit import tables
from kit.migrations import run_environment

run_environment([Base.metadata, tables.metadata])
