"""The platform's one address: who are you, may you, and on to the service that answers."""
