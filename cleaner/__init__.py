"""Clean articles out of scraped news and web text."""

__version__ = "0.1.0"
