"""Tests in a real pseudo-terminal: what Pilot cannot see (key bytes, signals, exit codes)."""
