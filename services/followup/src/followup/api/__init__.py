"""Follow-up over HTTP: routes, who may use them, what refusals become."""
