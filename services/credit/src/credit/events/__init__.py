"""What credit tells the other services, and what it listens to."""
