"""Alembic's environment of follow-up."""

from followup.store.tables import Table
from kit import tables
from kit.migrations import run_environment

run_environment([Table.metadata, tables.metadata])
