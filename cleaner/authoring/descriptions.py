"""What editors say of a key of a rule file when one points at it; `docs/rules.md` says more."""

from __future__ import annotations

from typing import Final

FILE_KEYS: Final = {
    "source": "The source that the article names. A file without one is only inherited from.",
    "layout": "One of several layouts of the source: the file is called SOURCE.LAYOUT.yaml.",
    "name": "The source's name, for people.",
    "extends": "Rule sets to inherit from: the nearest first, depth first, each once. `base` is always the last.",
    "off": "Ids of inherited rules that are switched off.",
    "hosts": "Hosts of the source, and all below them, without scheme or path: `example.org`. Not inherited.",
    "language": "The language, ISO 639-1, such as `en`: whose words the dates know. Inherited.",
    "valid": "Years or days of the crawl, for ties between layouts: `2003..2008`, `2016-05..`, `..2009`, `2012`.",
    "fingerprints": "Text that only this source prints: a pattern with a literal of four characters or more, or "
    "`{line: PATTERN, at: RANGE}`. It tells the source where no URL does. Not inherited.",
    "min_fingerprints": "How many fingerprints a document must hold; 1 where it is not given.",
    "guards": "How much rules may take of a document. Inherited, number by number.",
    "rest": "What becomes of the blocks that no rule claims: `body`, or `score`.",
    "rules": "The rules, in the order in which they run. The first that claims a block owns it. Inherited.",
}
GUARD_KEYS: Final = {
    "max_prose": "The share of a document's prose that drops may take together, such as `60%`.",
    "min_words": "The words that a large claim must leave to the body.",
}
FINGERPRINT_KEYS: Final = {
    "line": "The pattern of the whole block.",
    "at": "The block's place in the document: `1`, `..6`, `-3..`.",
}
EXPRESSION_KEYS: Final = {
    "re": "A regular expression that must match the whole block, folded in all but case. Named groups capture.",
}
RULE_KEYS: Final = {
    "drop": "Takes furniture away, under a label that tells people what it was.",
    "move": "Takes blocks out of the body into a field of the article.",
    "copy": "Reads a field; the block stays in the body, as a dateline does.",
    "keep": "Protects blocks from later rules.",
    "cut": "Takes the `piece` out of blocks of any label; cuts run last.",
    "piece": "The piece that `cut` takes: a pattern with text in it. A `*` at its end takes the rest of the block.",
    "line": "Every free block that matches. A list: any of its patterns.",
    "from": "Where a run begins: a pattern, or `<top>`. The block must be free. Needs `to` or `until`.",
    "to": "The last block of the run, which belongs to it: a pattern, or `<end>`, the end of the document.",
    "until": "The block behind the run, which does not belong to it: a pattern, or `<end>`.",
    "at": "The place among the blocks that are free when the rule begins: `1`, `..4`, `3..6`, `-3..` (from the end).",
    "prev": "The block before matches, be it owned or not.",
    "next": "The block behind matches, be it owned or not.",
    "not": "The block itself matches none of these.",
    "words": "How many words the block has: `..8`, `5..9`, `15..`.",
    "script": "More than half of the block's letters are of this script, by Unicode's name: `Arabic`, `Han`.",
    "language": "The document has this language, ISO 639-1.",
    "css": "Pages only: the block's element, or one around it.",
    "xpath": "Pages only: the same, asked in XPath: `//div[@class='promo']`.",
    "seen": "The share of the source's documents that have the block: `20%..`. It does nothing yet.",
    "each": "Splits a run of comments into items: the pattern of an item's first block, with captures.",
    "id": "The rule's name in explanations and in `off`; the label where it is not given. No two rules share one.",
    "why": "What the rule is for, for people.",
    "hits": "Blocks that the rule must match. Several lines are a small document; the line marked `>>` is meant.",
    "spares": "Blocks that look like it and must not match.",
}
