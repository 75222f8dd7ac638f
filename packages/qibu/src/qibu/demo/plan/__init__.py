"""Who does what and when, drawn from a seed: pure, and the same whoever plays it, however fast."""
