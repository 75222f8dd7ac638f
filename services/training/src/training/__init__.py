"""Who is taught, by whom, what it costs, and what is paid for results."""
