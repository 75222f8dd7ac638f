from kit import tables
from kit.migrations import run_environment

run_environment([tables.metadata])
