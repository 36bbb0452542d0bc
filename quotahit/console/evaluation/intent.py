"""Reads what the sender of every message of a labelled file wants, without a model, and counts what was hit."""

from collections.abc import Iterator
from typing import Any

from crm.choices import Intent
from outreach.analysis.analyze import analyze
from quotahit.console.evaluation.one_label import add_arguments, measure

__all__ = ["add_arguments", "run"]


def run(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One result; see `measure`."""
    yield measure(options, Intent.values, lambda text: analyze(text).intent)
