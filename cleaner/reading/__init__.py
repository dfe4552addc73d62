"""From bytes to documents to blocks."""
