"""What follow-up tells the other services, and what it learns from them."""
