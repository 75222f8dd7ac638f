"""The verbs of credit, one file each: load, decide, save, tell; each is one transaction."""
