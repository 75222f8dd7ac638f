"""One file per verb of the gateway's own: it opens the transaction and commits it."""
