"""`analyze messages`: what each message of a file says, as the product reads it without a model."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm.understanding import EmotionalAnalysis
from outreach.analysis.analyze import analyze
from quotahit.console.evaluation.labelled import rows_of


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="CSV file with a header row.")
    parser.add_argument("--text", required=True, metavar="COL", help="Column with the message.")
    parser.add_argument("--id", required=True, metavar="COL", help="Column with what the message is known by.")


def run(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One analysis for each row, by its id."""
    for message, row_id in rows_of(options["file"], options["text"], options["id"]):
        yield {"id": row_id, **as_dict(analyze(message))}


def as_dict(analysis: EmotionalAnalysis) -> dict[str, Any]:
    """An analysis by the names that the outside knows."""
    told = analysis.model_dump(mode="json")
    return {
        "primary_emotion": told["emotion"],
        "confidence": told["confidence"],
        "intent": told["intent"],
        "objections": [_outside(objection) for objection in told["objections"]],
        "buying_signals": [_outside(signal) for signal in told["signals"]],
        "urgency": told["urgency"],
        "recommended_action": told["act"],
        **{name: told[name] for name in ("channel", "tone", "reason", "needs_human", "hot", "at_risk", "layer")},
    }


def _outside(part: dict[str, Any]) -> dict[str, Any]:
    return {"type": part["kind"], **{name: value for name, value in part.items() if name != "kind"}}
