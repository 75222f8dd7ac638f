"""What the applicants service tells and hears."""
