"""What training publishes, what it reads of others' events, and how it applies them."""
