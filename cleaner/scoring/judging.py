"""What is made of a document of an unknown source once the rules have run: the finders and the scorer, in their order."""

from __future__ import annotations

from collections.abc import Callable

from cleaner.engine.labelling import Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.scoring.banners import claim_banners
from cleaner.scoring.captions import claim_captions
from cleaner.scoring.comments import claim_comments
from cleaner.scoring.heads import claim_head
from cleaner.scoring.scorer import Scores, score_rest
from cleaner.scoring.titles import claim_title


def judge(
    document: FoldedDocument,
    labelling: Labelling,
    language: str | None,
    score: Callable[[FoldedDocument, Labelling], Scores | None] = score_rest,
) -> Scores | None:
    """Label what no rule claimed: banners, comments, the rest by its score, the title and its kin, captions.

    None where nothing is to be judged.
    """
    said = claim_apart(document, labelling, language)
    scores = score(document, labelling)
    if scores is not None:
        title = claim_title(document, labelling)
        scores.title = title.reason()
        said |= claim_head(document, labelling, language, title.setting)
        scores.said = said | claim_captions(document, labelling)
    return scores


def claim_apart(document: FoldedDocument, labelling: Labelling, language: str | None) -> dict[int, str]:
    """Claim what has a shape of its own, before the scorer judges: the reasons by block."""
    return claim_banners(document, labelling, language) | claim_comments(document, labelling, language)
