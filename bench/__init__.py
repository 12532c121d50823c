"""The benchmark: the wizard as a black box in a pseudo-terminal, beside plain programs measured in the same run."""
