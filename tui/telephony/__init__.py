"""What the words of telephony mean: numbers, feature types, services."""
