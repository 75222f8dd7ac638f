"""Who wants to start a business, whether they may take part, and which path they take."""
