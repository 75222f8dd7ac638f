"""Recounts every figure from the services' own tables, and checks that the books hold."""
