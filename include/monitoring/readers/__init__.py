"""From delivered bytes to text columns. Only modules of this package import libraries that read Excel files."""
