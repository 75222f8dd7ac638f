"""Training over HTTP: routes, the permissions that they need, and what errors mean."""
