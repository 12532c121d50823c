"""One screen a step or dialog; each is a typed question."""
