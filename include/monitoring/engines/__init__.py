"""Where tables are computed. Only modules of this package import an engine's library."""
