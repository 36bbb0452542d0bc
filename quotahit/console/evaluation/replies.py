"""Classifies every reply of a labelled file as replies are classified without a model, and counts what was hit."""

from collections.abc import Iterator
from typing import Any

from crm.choices import ReplyClass
from outreach.replies.classify import classify
from quotahit.console.evaluation.one_label import add_arguments, measure

__all__ = ["add_arguments", "run"]


def run(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One result; see `measure`."""
    yield measure(options, ReplyClass.values, lambda text: classify(text).label)
