"""How well the qualifier reads without a model: on the talks it was built on, and on talks that were held back."""

import pytest

from agents.qualifier.reading import read_talk
from agents.qualifier.slots import SLOTS
from tests.agents.qualifier.corpus import Figures, Written, measure, talks

pytestmark = pytest.mark.once

ALL = [*talks("built_on"), *talks("held_back")]


def test_there_are_enough_talks_on_many_channels_and_in_all_languages() -> None:
    assert len(talks("built_on")) >= 120
    assert len(talks("held_back")) >= 60
    assert {one.given["channel"] for one in ALL} >= {"email", "chat", "phone", "sms", "whatsapp", "linkedin"}


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure(talks("held_back"))


def test_a_slot_that_is_told_of_talks_held_back_is_right(figures: Figures) -> None:
    assert figures.precision >= 0.9, figures.misses


def test_most_of_what_was_stated_is_found(figures: Figures) -> None:
    assert figures.recall >= 0.85, figures.misses


def test_the_verdict_is_right_far_more_often_than_the_commonest_one(figures: Figures) -> None:
    assert figures.accuracy >= figures.commonest + 0.25, figures.misses


def test_what_was_built_on_stays_right() -> None:
    figures = measure(talks("built_on"))
    assert figures.precision >= 0.95, figures.misses
    assert figures.recall >= 0.95, figures.misses
    assert figures.accuracy >= 0.95, figures.misses


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.given["id"])
def test_every_quote_is_an_exact_piece_of_one_turn_of_the_prospect(one: Written) -> None:
    theirs = [turn.text for turn in one.talk.theirs()]
    reading = read_talk(one.talk)
    assert set(reading.slots) == set(SLOTS)
    for slot in reading.slots.values():
        assert bool(slot.value) == bool(slot.quote)
        assert not slot.quote or any(slot.quote in text for text in theirs)
        assert slot.how in ("asked", "volunteered") if slot.value else slot.how == ""


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.given["id"])
def test_the_next_question_is_one_question_or_none(one: Written) -> None:
    reading = read_talk(one.talk)
    assert reading.verdict.reason
    assert reading.next_question.count("?") == (reading.next_question != "")
    assert reading.verdict.label != "disqualified" or not reading.next_question
