"""What training refuses, and how to mend it: one module for each part of the work."""
