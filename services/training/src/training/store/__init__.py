"""The tables of training, and how aggregates are read from and written to them."""
