"""One or two sentences that tell what a message says, in its own words: an extract, so it can say nothing untrue."""

import re

from crm.choices import Channel
from crm.memory.plain import cut, on_a_line
from crm.memory.words import folded_sentences, is_appointment, is_courtesy, topics_in

WRITTEN = frozenset({Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.LINKEDIN, Channel.CHAT})
LONGEST = 280
SHORTEST = 12  # letters of a sentence that may stand alone
BEGINNING = 1500  # letters of a message of ours that are looked at
GREETING = 60  # letters that a greeting has at most
_END = re.compile(r"[.!?] ")
_FIGURE = re.compile(r"\d|[$€£]")


def gist(text: str) -> str:
    """The two sentences that tell most: questions, figures, topics and appointments before courtesies."""
    said = list(folded_sentences(text))
    worth = [_worth(sentence, folded, number) for number, (sentence, folded) in enumerate(said)]
    best = sorted(sorted(range(len(said)), key=lambda number: (-worth[number], number))[:2])
    kept = [number for number in best if worth[number] > 0] or best[:1]
    return cut(" ".join(said[number][0] for number in kept), LONGEST)


def opening(text: str) -> str:
    """What a message of ours begins with after its greeting.

    The tick asks this of a thousand messages at once: it is a fiftieth of what `gist` costs.
    """
    first, blank, rest = text.lstrip()[:BEGINNING].partition("\n\n")
    if blank and len(first) < GREETING and "\n" not in first:
        first = rest.lstrip().partition("\n\n")[0]
    line = on_a_line(first)
    one = _END.search(line)
    two = _END.search(line, one.end()) if one else None
    return cut(line[: two.start() + 1] if two else line, LONGEST)


def _worth(sentence: str, folded: str, number: int) -> int:
    if is_courtesy(folded):
        return 0
    asks = 3 * sentence.endswith("?")
    tells = 2 * bool(_FIGURE.search(sentence)) + 2 * bool(topics_in(folded)) + 2 * is_appointment(folded)
    return 1 + asks + tells + (number < 2) - 2 * (len(sentence) < SHORTEST)
