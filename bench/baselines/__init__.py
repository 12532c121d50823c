"""The plain programs that the wizard is measured against; each is run as a script."""
