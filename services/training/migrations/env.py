"""Migrations of training's database."""

from kit import tables
from kit.migrations import run_environment
from training.store.tables.base import Base

run_environment([Base.metadata, tables.metadata])
