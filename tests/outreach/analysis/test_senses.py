"""Words that mean the same say the same, in every language of the thesaurus."""

import pytest

from outreach.analysis.senses import read_senses, thesaurus

pytestmark = pytest.mark.once


def test_words_never_seen_together_share_a_sense() -> None:
    for sentence in ("that is exorbitant", "das ist happig", "c est hors de prix", "es un dineral"):
        assert "@dear" in read_senses([sentence])


def test_the_longest_entry_counts_and_its_words_do_not_count_again() -> None:
    assert "@human" in read_senses(["a real person answers"])
    found = read_senses(["it is out of reach"])
    assert "@dear" in found
    assert "@later" not in found  # "reach out" is; "reach" alone is not


def test_a_negation_reaches_what_stands_close_behind_it() -> None:
    assert "@not money" in read_senses(["there is no budget"])
    assert "@not money" not in read_senses(["no, that will be fine from where we stand in our budget"])


def test_what_is_asked_and_what_stands_together_are_told_apart() -> None:
    found = read_senses(["is the boss expensive?"])
    assert {"@boss?", "@dear?", "@boss&dear"} <= found.keys()
    assert read_senses(["expensive.", "boss."]).keys() == {"@dear", "@boss"}


def test_a_stem_stands_for_its_endings_and_not_for_the_words_behind_it() -> None:
    assert thesaurus().senses_of("afforded") == {"afford"}
    assert thesaurus().senses_of("afforded nothing") == frozenset()


def test_every_entry_is_written_as_folded_text_is() -> None:
    entries = [*thesaurus().whole, *thesaurus().stems]
    assert len(entries) > 2_000
    assert [entry for entry in entries if (not entry.isascii() and entry not in "€£") or entry != entry.lower()] == []
