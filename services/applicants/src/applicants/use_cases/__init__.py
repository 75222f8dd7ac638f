"""The verbs of the applicants service, one a file: load, decide, save, tell."""
