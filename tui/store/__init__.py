"""The state store: one SQLite file with the inventory, drafts, runs, claims and the embedded exchange."""
