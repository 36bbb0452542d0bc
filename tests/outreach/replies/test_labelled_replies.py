"""Replies that a writer labelled from the definitions: those shown to the reader, and those held back from it."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from compliance.folding import fold
from crm.choices import ReplyClass
from outreach.replies.classify import SURE, classify
from outreach.replies.learned.model import FILE as WEIGHTS
from outreach.replies.learned.model import meanings
from outreach.replies.learned.train import EXAMPLES, made_from
from outreach.replies.reading import ReplyReading
from quotahit.console.evaluation.scores import macro_f1

pytestmark = pytest.mark.once

HERE = Path(__file__).parent
Read = list[tuple[str, ReplyReading]]


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.fixture(scope="module")
def read() -> dict[str, Read]:
    """By file, the true class of each reply and what the reader made of it."""
    names = ("shown", "held_back")
    return {name: [(row["label"], classify(row["text"])) for row in rows(HERE / f"{name}.csv")] for name in names}


def score(replies: Read) -> float:
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    for label, reading in replies:
        confusion[label][reading.label] += 1
    return macro_f1(confusion)


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


@pytest.mark.parametrize(
    ("name", "floor", "heard", "meant"), [("shown", 0.95, 1.0, 0.95), ("held_back", 0.82, 1.0, 0.8)]
)
def test_replies_are_told_apart_and_opt_outs_are_heard(
    read: dict[str, Read], name: str, floor: float, heard: float, meant: float
) -> None:
    wants_out = ReplyClass.UNSUBSCRIBE
    assert len(read[name]) == 150
    assert score(read[name]) >= floor
    assert share([reading.label == wants_out for label, reading in read[name] if label == wants_out]) >= heard
    certain = [(label, reading) for label, reading in read[name] if not reading.is_doubtful]
    assert share([label == wants_out for label, reading in certain if reading.label == wants_out]) >= meant


def test_a_wrong_answer_is_seldom_a_sure_one(read: dict[str, Read]) -> None:
    sure = [label == reading.label for label, reading in read["held_back"] if reading.confidence >= SURE]
    unsure = [label == reading.label for label, reading in read["held_back"] if reading.confidence < SURE]
    assert share(sure) >= 0.85
    assert share(unsure) < share(sure) - 0.15


def test_nothing_held_back_was_learned_from() -> None:
    learned = {fold(row["text"]) for row in rows(EXAMPLES)}
    assert learned.isdisjoint(fold(row["text"]) for row in rows(HERE / "held_back.csv"))


def test_the_weights_are_made_from_the_examples_and_the_lexicon_as_they_are() -> None:
    assert f'"made_from": "{made_from()}"' in WEIGHTS.read_text(encoding="utf-8"), "train anew"
    assert meanings().made_from == made_from(), "train anew"
