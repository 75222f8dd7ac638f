"""Which businesses are registered, visited and surviving, and what is counted."""
