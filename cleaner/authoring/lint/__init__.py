"""Findings in rule files: what is surely wrong, what may be, and what can be mended by itself."""
