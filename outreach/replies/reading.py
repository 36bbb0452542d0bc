"""The result of reading a reply."""

from dataclasses import dataclass
from typing import Literal

from crm.choices import ReplyClass

Layer = Literal["header", "opt_out", "lexicon", "model", "default"]


@dataclass(frozen=True)
class ReplyReading:
    """The class, how sure the reader is (0 to 1), which layer decided and by which rule. Holds codes, no text."""

    label: ReplyClass
    confidence: float
    layer: Layer
    reason: str
