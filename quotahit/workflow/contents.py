"""The typed content of approvals: one class for each kind, the only reader of what is stored."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Content(BaseModel):
    """What a person is shown. `editable` names the fields that they may change while answering.

    This class itself reads any kind that registered none of its own: all is shown, nothing can be edited.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    editable: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def upgraded(cls, stored: dict[str, Any]) -> dict[str, Any]:
        """Stored content of an older shape in today's; a class whose fields have changed overrides it."""
        return stored

    def stored(self) -> dict[str, Any]:
        """The content as JSON values."""
        return self.model_dump(mode="json")

    def fingerprint(self) -> str:
        """SHA-256 of the content, whatever the order of its fields."""
        canonical = json.dumps(self.stored(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def edited(self, edits: Mapping[str, Any]) -> "Content":
        """The content with these fields changed; ValueError when one may not be, or does not fit."""
        forbidden = set(edits) - set(self.editable)
        if forbidden:
            raise ValueError(f"These fields cannot be edited: {', '.join(sorted(forbidden))}.")
        return type(self).model_validate(self.stored() | dict(edits))


_classes: dict[str, type[Content]] = {}


def register_content(kind: str, content: type[Content]) -> None:
    """Read approvals of this kind with this class."""
    _classes[kind] = content


def content_class(kind: str) -> type[Content]:
    return _classes.get(kind, Content)


def load(kind: str, stored: dict[str, Any]) -> Content:
    """Stored content of this kind, in whatever shape it was stored."""
    found = content_class(kind)
    return found.model_validate(found.upgraded(stored))
