"""Train the models anew: `python -m outreach.analysis.learned.train`."""

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from crm.choices import ObjectionKind
from outreach.analysis.learned.features import features
from outreach.analysis.learned.model import FILE, MEANINGS, NO, STEPS, YES
from outreach.analysis.marks import FOLDER as MARKS
from outreach.analysis.marks import read_marks
from outreach.analysis.senses import FOLDER as THESAURUS
from outreach.meaning import training
from outreach.meaning.vectors import LIBRARY
from outreach.replies.acts import FOLDER as ACTS
from outreach.replies.acts import read_acts
from outreach.replies.deciding import decide
from outreach.replies.learned.features import Features
from outreach.replies.learned.model import Linear
from outreach.replies.learned.train import EXAMPLES as REPLIES
from outreach.replies.learned.training import fit

LABELS, MESSAGES = (Path(__file__).parent / name for name in ("labels.csv", "messages.csv"))
HEADS = (
    "emotion",
    "intent",
    "urgency",
    "needs_human",
    "at_risk",
    *(f"objections:{kind}" for kind in ObjectionKind.values),
)


EVENNESS = 0.5  # rare labels count for more, but not so much that they are heard where they are not
EVEN = ("emotion",)  # a rare feeling is as good to hear as a common one
WORKERS = 6
AT_ONCE = 50  # messages


@dataclass(frozen=True)
class Example:
    """One message with its labels as they stand in the file."""

    text: str
    labels: dict[str, str]

    def answer(self, head: str) -> str:
        """What the model of this name should say: a label, or whether the column has the kind that it is about."""
        column, _, kind = head.partition(":")
        if kind:
            return YES if kind in self.labels[column].split(";") else NO
        return self.labels[head] or NO


def main() -> None:
    """Read the examples and write the weights."""
    examples = list(read_examples())
    with ProcessPoolExecutor(WORKERS) as workers:
        seen = list(workers.map(_features, [example.text for example in examples], chunksize=AT_ONCE))
        models = dict(zip(HEADS, workers.map(partial(train, examples=examples, seen=seen), HEADS), strict=True))
    FILE.write_text("".join(_lines(models)), encoding="utf-8")
    answers = {head: [example.answer(head) for example in examples] for head in HEADS}
    training.fit([example.text for example in examples], answers, made_from()).write(MEANINGS)


def train(head: str, examples: Sequence[Example], seen: Sequence[Features]) -> Linear:
    """One model."""
    answers = [(found, example.answer(head)) for found, example in zip(seen, examples, strict=True)]
    return fit(answers, {}, 1 if head in EVEN else EVENNESS)


def read_examples() -> Iterator[Example]:
    """The labelled messages with their text: replies from which the reader of replies learned too, and others."""
    texts = {row["id"]: row["text"] for file in (REPLIES, MESSAGES) for row in _rows(file)}
    for row in _rows(LABELS):
        yield Example(texts[row.pop("reply")], row)


def made_from() -> str:
    """A digest of all that the weights depend on."""
    digest = hashlib.sha256(LIBRARY.encode())
    lexicons = (*sorted(MARKS.glob("*/*.yaml")), *sorted(ACTS.glob("*/*.yaml")))
    for file in (LABELS, REPLIES, MESSAGES, *lexicons, *sorted(THESAURUS.glob("*.yaml"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _features(text: str) -> Features:
    said = read_acts(text)
    return features(text, said, read_marks(said.sentences), decide(said).label)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _lines(models: dict[str, Linear]) -> Iterator[str]:
    """What it is made from and the labels, then a feature on each line, so that a change shows as what it is: place and
    weight, place and weight."""
    labels = {head: model.labels for head, model in models.items()}
    yield json.dumps({"made_from": made_from(), "heads": labels}) + "\n"
    for row in sorted(_side_by_side(models).items()):
        yield json.dumps(row) + "\n"


def _side_by_side(models: dict[str, Linear]) -> dict[str, list[int]]:
    """By feature, the place of each label that it speaks for, followed by its weight."""
    rows: dict[str, list[int]] = {}
    start = 0
    for model in models.values():
        for name, weights in model.weights.items():
            said = ((place, round(weight * STEPS)) for place, weight in enumerate(weights, start))
            rows.setdefault(name, []).extend(number for pair in said if pair[1] for number in pair)
        start += len(model.labels)
    return rows


if __name__ == "__main__":
    main()
