"""Tables and queries of the applicants service, and the reading of roster files."""
