"""How a configuration gets onto a number: resources, plan, journalled runner, and the ports they use."""
