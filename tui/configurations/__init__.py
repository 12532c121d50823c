"""The six configurations, one file each, and the catalogue that names them."""
