"""What can go wrong with a source of leads; the message is a code of agents.choices.Trouble.

SourceError
├── Lasting     asking again would not help
└── Passing     it may pass: ask again, after `retry_after` where the source says so
"""

from datetime import timedelta


class SourceError(Exception):
    """A source that did not tell."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = str(code)


class Lasting(SourceError):
    """As things are, it will not tell."""


class Passing(SourceError):
    """It may tell later."""

    def __init__(self, code: str, retry_after: timedelta | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after
