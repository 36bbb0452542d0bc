"""Texts as numbers: alike where they mean alike, whatever is thrown at them, and with little of it in memory."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import pytest
from pytest_django import Settings

from outreach.meaning import vectors
from outreach.meaning.vectors import vector

pytestmark = pytest.mark.once

NUMBERS = 3 * 512


@pytest.fixture(autouse=True)
def read_anew() -> None:
    vector.cache_clear()


def nearness(one: str, other: str) -> float:
    """The cosine of the whole texts."""
    return float(vector(one)[:512] @ vector(other)[:512])


def test_what_means_the_same_is_near_in_other_words_and_other_languages() -> None:
    ours = "That is too expensive for us."
    assert nearness(ours, "We cannot afford it.") > nearness(ours, "See you on Tuesday at ten.") + 0.1
    assert nearness(ours, "Das ist uns zu teuer.") > nearness(ours, "Bis Dienstag um zehn.") + 0.1


def test_one_sentence_of_many_is_not_lost_among_the_others() -> None:
    chat = "Thanks for your mail. It was good to meet you in Ghent. The weather was fine. My regards to Anna."
    assert not numpy.array_equal(vector(chat)[512:], vector(f"{chat} But we already use your competitor.")[512:])


def test_what_was_quoted_is_not_meant() -> None:
    assert numpy.array_equal(vector("Yes please."), vector("Yes please.\n> Do you want us to stop?"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "\x00",
        "👍",
        "?" * 20_000,
        "a" * 20_000,
        "\u200b" * 5_000,
        "e\u0301\u0301" * 9_000,
        "漢字" * 5_000,
        ". " * 9_000,
    ],
    ids=["nothing", "space", "zero", "sign", "marks", "letters", "unseen", "accents", "other script", "stops"],
)
def test_any_text_has_numbers(text: str) -> None:
    numbers = vector(text)
    assert numbers.shape == (NUMBERS,)
    assert numpy.isfinite(numbers).all()


def test_threads_that_read_at_once_read_the_same() -> None:
    texts = [f"We need {number} seats by March." for number in range(24)]
    alone = [vector(text) for text in texts]
    vector.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(vector, texts))
    assert all(numpy.allclose(one, other, atol=1e-5) for one, other in zip(alone, together, strict=True))


def test_rows_from_the_file_are_those_of_the_table(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    table = numpy.arange(60, dtype="uint8").reshape(12, 5)
    rows = vectors._on_disk(table)
    assert isinstance(rows, vectors.Rows)
    wanted = numpy.array([3, 0, 3, 11])
    assert numpy.array_equal(rows[wanted], table[wanted])


def test_a_file_that_was_cut_off_is_written_anew(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    table = numpy.arange(60, dtype="uint8").reshape(12, 5)
    vectors._on_disk(table)
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(b"half")
    assert numpy.array_equal(vectors._on_disk(table)[numpy.array([11])], table[[11]])


def test_where_no_file_can_be_kept_the_table_stays_in_memory(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    (tmp_path / "cache").write_text("a file where a folder should be")
    table = numpy.zeros((2, 5), dtype="uint8")
    assert vectors._on_disk(table) is table
