"""Site configs of FiveFilters' Full-Text RSS made rule sets: read, carried over as far as rules can say it, and written.

The format: https://help.fivefilters.org/full-text-rss/site-patterns.html; the configs that people share are at
https://github.com/fivefilters/ftr-site-config.
"""
