"""One address: who are you, may you, how fast; and the one place that composes services."""
