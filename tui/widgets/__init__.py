"""What screens are made of; no widget knows a configuration by name."""
