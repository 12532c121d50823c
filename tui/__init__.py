"""A terminal wizard that configures alias numbers."""

__version__ = "0.1.0"
