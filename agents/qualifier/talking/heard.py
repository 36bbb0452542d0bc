"""What somebody asks us in a message. Pure."""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agents.outreach.answers import ASKS_PRICE
from compliance.folding import fold
from quotahit.yaml_files import read_yaml

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


class Matter(StrEnum):
    """What a question is after."""

    PRICE = "price"
    MEETING = "meeting"
    WHAT = "what"  # what we sell at all
    FACT = "fact"


class Heard(NamedTuple):
    text: str
    matter: Matter


def questions_in(text: str) -> list[Heard]:
    """The questions of a message in their order, without those that want no answer."""
    sentences = (sentence.strip() for sentence in _SENTENCE.split(text))
    return [Heard(sentence, _matter(sentence)) for sentence in sentences if sentence and _asks(sentence)]


def _asks(sentence: str) -> bool:
    plain = fold(sentence).strip()
    if _patterns()["courtesy"].search(plain):
        return False
    return "?" in sentence or bool(_patterns()["asks"].search(plain))


def _matter(sentence: str) -> Matter:
    plain = fold(sentence).strip()
    if ASKS_PRICE.search(sentence):
        return Matter.PRICE
    for matter in (Matter.WHAT, Matter.MEETING):
        if _patterns()[matter].search(plain):
            return matter
    return Matter.FACT


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = read_yaml(Path(__file__).with_name("heard.yaml"))
    return {name: re.compile(re.sub(r"\s+(?=[|)])", "", source)) for name, source in data.items()}
