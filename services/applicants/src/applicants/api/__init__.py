"""The HTTP side of the applicants service."""
