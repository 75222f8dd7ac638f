"""Credit's routes: who may, what comes in, what goes out, which refusal is which status."""
