"""A turn cut into statements: exact pieces of the text, each with its sums, its dates and a plain form for phrases."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from agents.qualifier.days import buyer_forms
from agents.qualifier.money import Amount, find_amounts
from agents.qualifier.phrases import acts_in
from agents.qualifier.talks import Talk, Turn
from compliance.folding import fold
from outreach.inbound.dates.calendar import Span
from outreach.inbound.dates.forms import Context
from outreach.inbound.dates.habit import day_first
from outreach.inbound.dates.reader import mark_dates
from outreach.inbound.dates.wishes import SMALL_MARCH
from outreach.inbound.folding import fold as fold_for_dates
from outreach.inbound.quoting import split_reply
from quotahit import clock

MONEY, NUMBER, DATE = "moneysum", "numbersum", "somedate"  # what stands in the plain form for a sum, a number, a date
ABBREVIATED = (
    r"(?<!\bapprox\.)(?<!\bca\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bz\.B\.)(?<!\bz\. "
    r"B\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)"
    r"(?<!\bSt\.)(?<!\bincl\.)(?<!\binkl\.)(?<!\bbzw\.)(?<!\bggf\.)(?<!\bmax\.)(?<!\bmin\.)(?<!\bNo\.)(?<!\bNr\.)(?<!\benv\.)(?<!\bvs\.)"
    r"(?<!\bp\.a\.)(?<!\bSr\.)(?<!\bSra\.)(?<!\bHr\.)(?<!\bFr\.)(?<!\bTsd\.)(?<!\bMio\.)(?<!\betc\.)(?<!\d\.)"
)
SENTENCE_END = re.compile(rf"(?:{ABBREVIATED}|(?<=\d\d\d\.)|(?<=\dk\.))(?<=[.!?…])[\"'”»)]*\s+|\n\s*\n|\n(?=[^a-zà-ÿ])")
OURS = (
    r"we|i|our|my|it|its|that|this|the (?:ceo|cfo|coo|cto|md|board|boss|owner|committee)|wir|ich|"
    r"unser\w*|mein\w*|das|es|der|die|nous|je|j'|notre|mon|ma|"
    r"c'est|on|le|la|nosotros|yo|nuestr[oa]|mi|es|el|you|your|sie|vous|usted"
)
AND_OURS = (
    OURS.replace("|i|", "|").replace("|ich|", "|").replace("|je|j'|", "|").replace("|yo|", "|")
)  # "my partner and I" is one
CLAUSE_END = re.compile(
    r"\s*(?:;|\s[-–—]{1,2}\s|—|\s\(|\)|,?\s+(?=(?:but|aber|doch|mais|pero|sondern|sino|whereas|"
    r"while|although|though|obwohl|bien que|aunque)\s)"
    rf"|,\s+(?=(?:and|so|und|et|y|also|denn|donc|così)\s)|,\s+(?=(?:{OURS})[\s'])|\s+(?=(?:and|und|"
    rf"et|y)\s+(?:{AND_OURS})[\s']))\s*",
    re.I,
)
TODAY = re.compile(r"\b(?:today|heute|aujourd['’]hui|hoy)\b", re.I)
FEWEST_WORDS = 3
LONG = 170  # characters; of a longer sentence only the part is quoted
MOST_STATEMENTS = 600


@dataclass(frozen=True)
class Statement:
    """A part of a sentence. `text` and `sentence` are exact pieces of the turn; phrases are sought in `plain`."""

    turn: int
    text: str
    sentence: str
    plain: str
    amounts: tuple[Amount, ...] = ()
    dates: tuple[tuple[str, Span], ...] = ()
    place: int = 0  # its number among the statements of the turn
    acts: frozenset[str] = field(default_factory=frozenset)

    def does(self, *names: str) -> bool:
        """Whether any of these speech acts is in it."""
        return not self.acts.isdisjoint(names)

    @property
    def quote(self) -> str:
        """What to quote for it: the part where it tells enough by itself, else its whole sentence."""
        enough = len(self.text.split()) > FEWEST_WORDS and len(self.sentence) > LONG
        return self.text if enough else self.sentence

    @property
    def is_question(self) -> bool:
        return self.sentence.rstrip("\"')» ").endswith("?")


def statements_of(talk: Talk, number: int) -> list[Statement]:
    """The statements of one turn, without what it quotes of others."""
    turn = talk.turns[number]
    found: list[Statement] = []
    for sentence in _sentences(turn):
        for part in _clauses(sentence):
            if len(found) < MOST_STATEMENTS:
                found.append(_statement(talk, number, part, sentence, len(found)))
    return found


def _sentences(turn: Turn) -> Iterator[str]:
    """Exact pieces of the turn; a piece that is none, because something quoted was left out of it, is cut by lines."""
    for piece in _cut(split_reply(turn.text).text if "\n" in turn.text else turn.text, SENTENCE_END):
        if piece in turn.text:
            yield piece
        else:
            yield from (line.strip() for line in piece.split("\n") if line.strip() and line.strip() in turn.text)


def _clauses(sentence: str) -> Sequence[str]:
    return _cut(sentence, CLAUSE_END) or [sentence]


def _cut(text: str, at: re.Pattern[str]) -> list[str]:
    return [part for raw in _pieces(text, at) if re.search(r"\w", part := raw.strip())]


def _pieces(text: str, at: re.Pattern[str]) -> Iterator[str]:
    start = 0
    for match in at.finditer(text):
        yield text[start : match.start()] + re.sub(r"\s.*|[;–—(].*", "", match[0], flags=re.S)
        start = match.end()
    yield text[start:]


def _statement(talk: Talk, turn: int, part: str, sentence: str, place: int) -> Statement:
    amounts = tuple(find_amounts(part, bare=True))
    marked, dates = _marked(part, amounts, talk.turns[turn].day or talk.started or clock.now().date())
    plain = fold(marked)
    return Statement(turn, part, sentence, plain, amounts, dates, place, acts_in(plain))


def _marked(part: str, amounts: Sequence[Amount], today: date) -> tuple[str, tuple[tuple[str, Span], ...]]:
    """The part with a word in place of each sum and date, and what the dates were as written."""
    for amount in reversed(amounts):
        word = NUMBER if amount.is_bare else MONEY
        part = f"{part[: amount.start]} {word} {part[amount.end :]}"
    part = TODAY.sub(lambda found: f"zz{found[0]}", part)  # what is so today is no date of a plan
    written = fold_for_dates(SMALL_MARCH.sub(lambda found: found[0] if found["lead"] else "marching", part))
    context = Context(today, is_day_first(written, today))
    marked, spans = mark_dates(written, context, buyer_forms())
    signs = [sign for sign in marked if sign in spans]
    for sign in signs:
        marked = marked.replace(sign, f" {DATE} ")
    marked = marked.replace("zz", "")
    return marked, tuple(zip(_as_written(written, marked), (spans[sign] for sign in signs), strict=False))


def is_day_first(written: str, today: date) -> bool:
    """Whether this writer puts the day before the month; nothing but the words tells."""
    return day_first(written, clock.now().replace(year=today.year, month=today.month, day=1))


def _as_written(written: str, marked: str) -> Iterator[str]:
    """The words that each mark stands for."""
    around = [part.strip() for part in marked.split(DATE)]
    start = written.find(around[0]) + len(around[0]) if around else 0
    for after in around[1:]:
        end = written.find(after, start) if after else len(written)
        yield written[start : end if end >= 0 else len(written)].strip(" ,.;:!?")
        start = max(end, start) + len(after)
