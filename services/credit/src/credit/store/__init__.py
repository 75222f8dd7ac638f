"""Credit's tables, and how aggregates and sets are read and written."""
