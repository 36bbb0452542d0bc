"""What a room has to say about a contact that is to go because its import is undone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crm.importing.undoing.outcome import Stays

Touched = Callable[[Sequence[int]], Mapping[Stays, set[int]]]
BeforeDelete = Callable[[Sequence[int], object], None]


@dataclass(frozen=True)
class UndoHook:
    """`touched` says which of these contacts somebody has worked with since, and by what. `before_delete` ends what is
    under way about contacts that go; their rows go with them."""

    room: str
    touched: Touched
    before_delete: BeforeDelete


_hooks: dict[str, UndoHook] = {}


def register_undo_hook(hook: UndoHook) -> None:
    """Let the undo of an import ask this room too."""
    _hooks[hook.room] = hook


def undo_hooks() -> list[UndoHook]:
    """The registered hooks, highest room first: it ends what the lower ones know nothing of."""
    return list(reversed(_hooks.values()))
