"""The players: they act out the plan through the gateway's public API, each with an account of their own."""
