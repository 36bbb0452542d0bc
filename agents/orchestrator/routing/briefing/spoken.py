"""What the lead wrote: their questions, pains, sums, other vendors and objections, each as an exact quote."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agents.orchestrator.routing.briefing.sources import register_briefing_source, said
from agents.statements import Source, Statement
from compliance.folding import fold
from compliance.phrases import compile_phrases
from crm.choices import Direction, ReplyClass
from crm.models import Contact, Interaction
from quotahit.yaml_files import read_yaml

LOOKED_AT = 10  # messages, the newest first
FEWEST, MOST = 12, 300  # characters of a sentence that is worth quoting
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
MONEY = re.compile(r"[$€£]\s?\d|\d\s?(?:[$€£]|k?\s?(?:usd|eur|gbp|chf|dollars?|euros?)\b)", re.I)
POLITE = re.compile(r"(?:hi|hello|hey|dear|thanks|thank you|hallo|danke|liebe|bonjour|merci|hola|gracias)\b", re.I)
QUOTED = 3
TEXTS = {
    "pain": "Something that hurts them.",
    "competitors": "What else they use or look at.",
    "budget": "What they say of money.",
    "objections": "An obstacle that they named.",
}


@register_briefing_source
def what_they_wrote(contact: Contact) -> Iterator[Statement]:
    """Sentences of their messages, by what they are about; the newest message first."""
    heard = contact.interactions.filter(direction=Direction.INBOUND).exclude(body="")
    for number, message in enumerate(heard.order_by("-at", "-pk")[:LOOKED_AT]):
        source = _source(message)
        sentences = [
            text for match in SENTENCE.finditer(message.body) if FEWEST <= len(text := match[0].strip()) <= MOST
        ]
        told = [statement for sentence in sentences for statement in _about(sentence, message, source)]
        yield from told
        rest = [one for one in sentences if not POLITE.match(one) and one not in {each.quote for each in told}]
        if number < QUOTED and rest:
            understood = message.get_intent_display()  # type: ignore[attr-defined]
            yield said("quotes", f"{understood}:" if understood else "They wrote:", source, rest[0])


def _about(sentence: str, message: Interaction, source: Source) -> Iterator[Statement]:
    plain = fold(sentence)
    if sentence.endswith("?"):
        yield said("talking_points", "They asked, and deserve an answer.", source, sentence)
    for section in ("pain", "competitors"):
        if _lexicon()[section].search(plain):
            yield said(section, TEXTS[section], source, sentence)  # type: ignore[arg-type]
    if MONEY.search(sentence) or _lexicon()["budget"].search(plain):
        yield said("budget", TEXTS["budget"], source, sentence)
    if message.intent == ReplyClass.OBJECTION and _lexicon()["objections"].search(plain):
        yield said("objections", TEXTS["objections"], source, sentence)


def _source(message: Interaction) -> Source:
    channel = message.get_channel_display()  # type: ignore[attr-defined]
    return Source(kind="interaction", id=message.pk, label=f"{channel}, {message.at:%d %b %Y}")


@cache
def _lexicon() -> dict[str, re.Pattern[str]]:
    data = read_yaml(Path(__file__).parent / "words.yaml")
    return {name: compile_phrases(phrases) for name, phrases in data.items()}
