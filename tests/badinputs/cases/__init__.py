"""One module per section of the catalogue; each gives CASES."""
