"""Who applies, who is eligible, which path: the rules, pure."""
