"""All errors of the package: one small tree under `CleanerError`.

Every error passes its arguments to `super().__init__`, so that it pickles across processes, and says what is
wrong, where, and what to do.
"""

from __future__ import annotations


class CleanerError(Exception):
    """The root of all errors that this package raises on purpose."""


class InputError(CleanerError):
    """An input or an output as named cannot be: `where: what; fix`."""

    def __init__(self, where: str, what: str, fix: str = "") -> None:
        super().__init__(where, what, fix)
        self.where, self.what, self.fix = where, what, fix

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f"; {self.fix}" if self.fix else "")


class OutputError(CleanerError):
    """An output could not be written to its end; nothing half-written stands under its name."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(where, what)
        self.where, self.what = where, what

    def __str__(self) -> str:
        return f"{self.where}: cannot be written: {self.what}; see that there is room, and a right to write"


class DocumentError(CleanerError):
    """One document cannot be cleaned; the rest of its batch goes on.

    `document` is its id, `what` the reason, and `rule` the id of the rule at fault, where there is one.
    """

    def __init__(self, document: str, what: str, rule: str = "") -> None:
        super().__init__(document, what, rule)
        self.document, self.what, self.rule = document, what, rule

    def __str__(self) -> str:
        return f"{self.document}: {self.what}"


class RuleError(CleanerError):
    """One mistake in a rule file: `file:line:col: where: what; fix`, then the source line and a caret.

    `line` and `column` are 1-based; 0 means that the mistake has no place within the file.
    """

    def __init__(
        self, path: str, line: int, column: int, where: str, what: str, fix: str = "", source: str = ""
    ) -> None:
        super().__init__(path, line, column, where, what, fix, source)
        self.path, self.line, self.column = path, line, column
        self.where, self.what, self.fix, self.source = where, what, fix, source

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        parts = [place, *([self.where] if self.where else []), self.what]
        text = ": ".join(parts) + (f"; {self.fix}" if self.fix else "")
        if self.source and self.line:
            text += f"\n    {self.source}\n    {' ' * (self.column - 1)}^"
        return text


class RuleBookError(CleanerError):
    """A rule book cannot be used; `errors` holds every mistake found, in file order."""

    def __init__(self, errors: tuple[RuleError, ...]) -> None:
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        count = f"{len(self.errors)} mistakes in the rules" if len(self.errors) > 1 else "a mistake in the rules"
        return "\n".join([f"{count}:", *map(str, self.errors)])
