"""The documents of all services as one, and the pages that make them readable."""
