"""The result of reading a reply."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from crm.choices import ReplyClass

BY_A_PERSON = "a person"  # the layer of a message whose class one of ours has said: no reader knows better
CERTAIN_ENOUGH = 0.5  # a chance below it says that the message is more likely something else
Layer = Literal["header", "opt_out", "lexicon", "model", "default"]


@dataclass(frozen=True)
class ReplyReading:
    """The class, how sure the reader is (0 to 1), which layer decided and by which rule. Holds codes, no text."""

    label: ReplyClass
    confidence: float
    layer: Layer
    reason: str

    @property
    def is_doubtful(self) -> bool:
        """Whether this is an opt-out that may be none."""
        return is_doubtful(self.label, self.confidence)


def is_doubtful(label: str, confidence: float | Decimal | None) -> bool:
    """Whether this class, read with this confidence, is an opt-out that may be none: a person has to say."""
    return label == ReplyClass.UNSUBSCRIBE and confidence is not None and confidence < CERTAIN_ENOUGH
