from credit.store.tables.base import Base
from kit import tables
from kit.migrations import run_environment

run_environment([Base.metadata, tables.metadata])
