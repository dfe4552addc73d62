"""Why each block of a document is what it is: an explanation as data, and three ways to show it."""

from cleaner.authoring.explain.building import Explainer, Questions
from cleaner.authoring.explain.values import Explanation
from cleaner.authoring.showing import visible

__all__ = ["Explainer", "Explanation", "Questions", "visible"]
