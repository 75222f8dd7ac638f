"""The verbs of follow-up, one file each: load, decide, save, emit, in one transaction."""
