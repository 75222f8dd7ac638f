"""The gateway's own addresses: tokens, accounts, a participant's story, health, documentation."""
