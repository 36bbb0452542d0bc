"""Setting fields of a row so that only real changes count."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext

from crm.errors import UnknownFieldError

MERGED = frozenset({"facts", "custom"})  # JSON columns: given keys are added, a key given as None is taken away


def apply_changes(row: Any, changes: Mapping[str, Any]) -> list[str]:
    """Set the given fields of a row without saving it; returns the sorted names of those that differ from before."""
    changed = []
    for name, value in changes.items():
        before = getattr(row, name)
        after = merged(before, value) if name in MERGED else value
        if after != before:
            setattr(row, name, after)
            changed.append(name)
    return sorted(changed)


def merged(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`before` with the given keys added or replaced, and those given as None taken away."""
    return {key: value for key, value in {**before, **changes}.items() if value is not None}


def check_fields(noun: str, given: Collection[str], allowed: Collection[str]) -> None:
    """Raise UnknownFieldError for names that are not among `allowed`."""
    if unknown := set(given) - set(allowed):
        raise UnknownFieldError(
            gettext("A {noun} has no field {sorted} that can be set here.").format(
                noun=noun, sorted=", ".join(sorted(unknown))
            )
        )
