"""The sender's own spelling of the sentences in which something was found: they are found in folded text."""

from collections.abc import Mapping
from typing import TypeVar

from compliance.folding import fold
from compliance.opt_out import LOOKED_AT
from compliance.own_words import own_words
from compliance.phrases import sentences
from crm.understanding import BuyingSignal, EmotionalAnalysis, Objection
from outreach.analysis.findings import LONGEST_DETAIL

Part = TypeVar("Part", Objection, BuyingSignal)


def in_own_words(analysis: EmotionalAnalysis, text: str) -> EmotionalAnalysis:
    """The analysis with every detail as it was typed."""
    if not (analysis.objections or analysis.signals):
        return analysis
    typed = {fold(part)[:LONGEST_DETAIL]: part[:LONGEST_DETAIL] for part in sentences(own_words(text[:LOOKED_AT]))}
    return analysis.model_copy(
        update={
            "objections": tuple(_typed(part, typed) for part in analysis.objections),
            "signals": tuple(_typed(part, typed) for part in analysis.signals),
        }
    )


def _typed(part: Part, typed: Mapping[str, str]) -> Part:
    return part.model_copy(update={"detail": typed.get(part.detail, part.detail)})
