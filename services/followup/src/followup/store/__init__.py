"""What follow-up keeps: businesses and visits, the facts of all services, and what they add up to."""
