"""Names as people write them, and the folded form in which two spellings of one name are equal."""

import re
import unicodedata
from functools import lru_cache

from django.utils.translation import gettext

_PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_NO_LETTER = re.compile(r"[^\w]+|_+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


_TITLES = _words("mr|mrs|ms|miss|mx|dr|prof|dipl|ing|herr|frau|m|mme|mlle|sr|sra|srta")
_AFTER_NAME = _words("jr|sr|ii|iii|iv|phd|md|mba|esq|cpa|pe")
_PARTICLES = _words("van|von|der|den|de|da|di|del|della|du|des|la|le|dos|ten|ter|zu|al")
# Endings that say how a firm is constituted, folded; the longer of two that fit is tried first.
_LEGAL_FORMS = _words(
    "inc|incorporated|llc|l l c|ltd|limited|corp|corporation|co|company|and|plc|pty|llp|lp|pllc|pc|private|pvt"
    "|gmbh|mbh|ag|aktiengesellschaft|gesellschaft|kg|kgaa|ohg|gbr|ug|ug haftungsbeschrankt|e k|ek|eg|e g|e v|ev|se|und"
    "|sa|s a|sas|s a s|sarl|s a r l|eurl|snc|sci|scop|srl|s r l|spa|s p a|sl|s l|slu|s l u|sau|sa de cv|s a de c v"
    "|bv|b v|nv|n v|vof|cv|ab|oy|oyj|as|a s|aps|asa|sp z oo|sp z o o|sp k|spk|sp j|s c|sc|s r o|sro|spol s r o"
    "|doo|d o o|kft|zrt|nyrt|ltda|eireli|s de rl de cv"
)
_ENDS_IN_LEGAL_FORM = re.compile(rf"^(.*\S)\s+(?:{'|'.join(sorted(_LEGAL_FORMS, key=len, reverse=True))})$")


def fold(text: str) -> str:
    """Lower case without accents and punctuation, words parted by one space; other scripts stay as they are."""
    if text.isascii():
        return _NO_LETTER.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN_LETTERS))
    return _NO_LETTER.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def called(first_name: str, last_name: str, number: int | None) -> str:
    """What somebody is called: by their name, else by their number among the contacts."""
    return f"{first_name} {last_name}".strip() or gettext("Contact {number}").format(number=number)


def person_key(first_name: str, last_name: str = "") -> str:
    """The folded full name, by which two spellings of one person's name are equal."""
    return fold(f"{first_name} {last_name}")[:250]


@lru_cache(maxsize=10_000)
def company_key(name: str) -> str:
    """The folded name of a firm without its legal form: "Acme Foods, Inc." and "ACME Foods GmbH & Co. KG" are equal."""
    key = fold(name)
    while shorter := _ENDS_IN_LEGAL_FORM.match(key):
        key = shorter[1]
    return key[:200]


def split_name(full_name: str) -> tuple[str, str]:
    """First and last name from one text: "Diaz, Dana", "Dr. Dana van der Diaz" and "Dana Diaz Jr." are understood."""
    name = " ".join(full_name.split())
    head, comma, tail = name.partition(",")
    if comma and tail.strip() and fold(tail) not in _AFTER_NAME:
        return _without_titles(tail.split()), _without_titles(head.split())
    words = _without_titles(name.split()).split()
    if len(words) < 2:
        return ("", words[0]) if len(name.split()) > 1 else (name, "")
    at = _last_name_starts(words)
    return " ".join(words[:at]), " ".join(words[at:])


def _without_titles(words: list[str]) -> str:
    while len(words) > 1 and fold(words[0]) in _TITLES:
        words = words[1:]
    return " ".join(words)


def _last_name_starts(words: list[str]) -> int:
    """Where the last name begins: a trailing "Jr." and leading particles such as "van der" belong to it."""
    at = len(words) - 1
    if at > 1 and fold(words[at]) in _AFTER_NAME:
        at -= 1
    while at > 1 and fold(words[at - 1]) in _PARTICLES:
        at -= 1
    return at
