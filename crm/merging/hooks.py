"""What a room has to say about a merge: its own rules for rows of which the winner may have one only."""

from collections.abc import Callable
from dataclasses import dataclass

from crm.merging.ledger import Ledger
from crm.models import Merge

Act = Callable[[Ledger], None]


def _nothing(ledger: Ledger) -> None:
    pass


@dataclass(frozen=True)
class MergeHook:
    """`before` runs when both records are locked and nothing has moved: it settles what could not stand side by side,
    and raises NotMergeableError where now is not the time. `after` runs when everything hangs on the winner.
    `before_undo` and `undone` stand around an undo. `settles` names the unique constraints that `before` minds.
    """

    room: str
    settles: frozenset[str] = frozenset()
    before: Act = _nothing
    after: Act = _nothing
    before_undo: Callable[[Merge], None] = lambda merge: None
    undone: Callable[[Merge], None] = lambda merge: None


_hooks: dict[str, MergeHook] = {}


def register_merge_hook(hook: MergeHook) -> None:
    """Let merges of contacts and companies ask this room too."""
    _hooks[hook.room] = hook


def merge_hooks() -> list[MergeHook]:
    """The registered hooks, lowest room first."""
    return list(_hooks.values())
