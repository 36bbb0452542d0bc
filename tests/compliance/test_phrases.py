"""The notation of the lexicons: what is wrong in it names itself, and every phrase that ships stands on its own."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from compliance import opt_out_lexicon
from compliance.phrases import BadPhrase, check, compile_phrases, phrase_source
from outreach.replies import acts

FOLDERS = [*sorted(opt_out_lexicon.FOLDER.iterdir()), *sorted(acts.FOLDER.iterdir())]


def phrases_of(data: Mapping[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        if name not in ("language", "sets", "fillers"):
            yield from [value] if isinstance(value, str) else value


def test_a_broken_phrase_among_good_ones_is_named() -> None:
    with pytest.raises(BadPhrase, match="leave"):
        compile_phrases(["stop writing", "leave us) alone", "go away"])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_no_phrase_leans_on_its_neighbours(folder) -> None:
    data = opt_out_lexicon.read_folder(folder)
    phrases = list(phrases_of(data))
    assert phrases
    for phrase in phrases:
        check(phrase_source(phrase, data.get("sets", {})))


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("take me off [please]", "take me off.", "take me off"),
        ("take me off [please]", "take me off, please!", "take me off, please"),
        ("take me off [please]", "take me offline", ""),
        ("take <us> off", "take me off", "take me off"),
        ("take <us> off", "take", ""),
        ("write <perhaps>", "write.", "write"),
        ("call (me|[you] us)", "call us", "call us"),
        ("stop … mails", "stop sending me these mails", "stop sending me these mails"),
        ("stop … mails", "stop mails", "stop mails"),
        ("stop … mails", "stop. no mails", ""),
        ("stop … [now]", "please stop it now", "stop it now"),
        ("no …,… thanks", "no, really, thanks", "no, really, thanks"),
        ("^ stop $", "stop!", "stop"),
        ("^ [just] stop", "just stop it", "just stop"),
        ("l'offre", "l offre", "l offre"),
        ("ne plus (m'|me)", "ne plus m.", "ne plus m"),
        ("(grow|thrive)~", "we are growing", "growing"),
        ("no !<us> pays", "no bank pays", "no bank pays"),
        ("no !<us> pays", "no us pays", ""),
    ],
)
def test_what_may_be_left_out_may_be_missing_at_the_end_and_what_may_not_must_stand(
    phrase: str, text: str, found: str
) -> None:
    match = compile_phrases([phrase], {"us": "(me|us)", "perhaps": "[ever]"}).search(text)
    assert (match[0].strip(" .!") if match else "") == found
