"""Reads the strongest feeling of every message of a labelled file without a model, and counts what was hit."""

from collections.abc import Iterator
from typing import Any

from crm.choices import Emotion
from outreach.analysis.analyze import analyze
from quotahit.console.evaluation.one_label import add_arguments, measure

__all__ = ["add_arguments", "run"]


def run(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One result; see `measure`."""
    yield measure(options, Emotion.values, lambda text: analyze(text).emotion)
