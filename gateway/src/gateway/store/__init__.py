"""What the gateway keeps: accounts."""
