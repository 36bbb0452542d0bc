"""The word lists that summaries are made by, compiled once."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from compliance.folding import fold
from compliance.phrases import compile_phrases
from crm.choices import Topic
from crm.memory.plain import plain
from quotahit.yaml_files import read_yaml

_SENTENCE = re.compile(r".+?(?:[.!?…]+(?=\s|$)|$)", re.S)
_ENDS = ".!?…:;"
MOST_SENTENCES = 200


def is_command(folded: str) -> bool:
    """Whether a sentence speaks to software and not to us."""
    return bool(_patterns()["commands"].search(folded))


def is_courtesy(folded: str) -> bool:
    return bool(_patterns()["courtesies"].search(folded))


def topics_in(folded: str) -> list[Topic]:
    """What a text is about, in the order of the list."""
    return [topic for topic in Topic if _topics()[topic].search(folded)]


def is_appointment(folded: str) -> bool:
    """Whether a sentence speaks of a meeting and says when."""
    return bool(_patterns()["meeting"].search(folded) and _patterns()["when"].search(folded))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text as plain words, without commands to software; a line of its own ends one."""
    return (sentence for sentence, _ in folded_sentences(text))


def folded_sentences(text: str) -> Iterator[tuple[str, str]]:
    """The same, each with its folded form, which the questions above are asked of."""
    found = 0
    for block in _blocks(text):
        for match in _SENTENCE.finditer(plain(block)):
            sentence = match[0].strip()
            folded = fold(sentence)
            if sentence and not is_command(folded):
                yield sentence, folded
            found += 1
            if found >= MOST_SENTENCES:
                return


def _blocks(text: str) -> Iterator[str]:
    """Lines that were only wrapped are one again."""
    held = ""
    for line in text.splitlines():
        goes_on = held and line[:1].islower() and held[-1] not in _ENDS
        if goes_on:
            held = f"{held} {line.strip()}"
            continue
        if held:
            yield held
        held = line.strip()
    if held:
        yield held


@cache
def _data() -> dict[str, Any]:
    return read_yaml(Path(__file__).parent / "words.yaml")  # type: ignore[no-any-return]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: compile_phrases(phrases) for name, phrases in _data().items() if name != "topics"}


@cache
def _topics() -> dict[Topic, re.Pattern[str]]:
    return {Topic(code): compile_phrases(phrases) for code, phrases in _data()["topics"].items()}
