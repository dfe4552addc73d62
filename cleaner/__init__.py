"""Clean articles out of scraped news and web text.

>>> import cleaner
>>> article = cleaner.clean(text, url="https://example.org/a")  # doctest: +SKIP
"""

from cleaner.cleaning import Cleaner, clean
from cleaner.errors import CleanerError, DocumentError, InputError, RuleBookError, RuleError
from cleaner.model import Article, ArticleWarning, Caption, Comment, Credits, Document, Span, Stats
from cleaner.rulebook.book import RuleBook, load_rules

__version__ = "0.1.0"

__all__ = [
    "Article",
    "ArticleWarning",
    "Caption",
    "Cleaner",
    "CleanerError",
    "Comment",
    "Credits",
    "Document",
    "DocumentError",
    "InputError",
    "RuleBook",
    "RuleBookError",
    "RuleError",
    "Span",
    "Stats",
    "clean",
    "load_rules",
]
