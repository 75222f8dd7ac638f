"""One file for each verb of training: load, decide, save, emit; each is one transaction."""
