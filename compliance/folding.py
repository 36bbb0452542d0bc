"""One plain form of what people type, so that a rule is written once and not for every spelling.

In goes any text; out comes lower-case ASCII-like text without accents, invisible characters, look-alike letters,
apostrophes of short forms ("don't" is "dont") and drawn-out letters ("stoooop" is "stop"). Sentence marks stay.
Addresses, links and numbers to call become the words EMAILADDRESS, WEBLINK and PHONENUMBER, in lower case.
"""

import re
import unicodedata
from collections.abc import Iterator

UNFOLDED = 1000  # characters that a short text may grow by; one letter can unfold to eighteen
LOOKALIKES = str.maketrans("авекмнорстухіјѕԁɡԛԝьαβεικνορτυχ", "abekmhopctyxijsdgqwbabeikvoptux")
PLAIN_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
SHORT_FORM = re.compile(r"(?<=\w)['`´](?=(?:t|s|m|d|re|ve|ll)\b)")
OTHER_APOSTROPHE = re.compile(r"['`´]")
DRAWN_OUT = re.compile(r"\B([a-z])\1{2,}")  # within a word only: OOO is a word of its own
SPACED_OUT = re.compile(r"\b(?:[a-z][ .\-_*]){3,}[a-z]\b")
# Each part of an address is bounded, as it is in addresses: else a text of dots is looked through once for each.
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:com|net|org|io|de|fr|es|example)\b(?:/\S*)?", re.I
)
PHONE = re.compile(r"(?<![\w/.:])\+?\(?\d(?:[\s()/.-]{0,2}\d){6,14}(?![\w/:])")
DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$")
TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "…": "...", "–": "-", "—": "-", "\u00a0": " "})
CHAT_WORDS = {
    "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "plse": "please", "thx": "thanks",
    "tnx": "thanks", "ty": "thanks", "thanx": "thanks", "cud": "could", "wanna": "want to", "gonna": "going to",
    "w": "with", "b4": "before", "2moro": "tomorrow", "tmrw": "tomorrow", "msg": "message", "msgs": "messages",
    "dnt": "dont", "interessted": "interested", "bussiness": "business", "calender": "calendar", "unsub": "unsubscribe",
    "evr": "ever", "agin": "again", "frm": "from", "numbr": "number", "cos": "because", "dun": "dont", "mor": "more",
    "rmv": "remove", "ceese": "cease", "kiero": "quiero", "qiero": "quiero", "jveu": "je veux", "jveux": "je veux",
    "veu": "veux", "nich": "nicht", "wnat": "want",
}  # fmt: skip
OFTEN_MISTYPED = (
    "receive", "receiving", "email", "emails", "remove", "removed", "contact", "contacting", "delete", "deleted",
    "stop", "scrub", "message", "messages", "address", "mailing", "database", "interested", "schedule", "tomorrow",
    "please", "already", "really", "business", "calendar", "never", "again", "anymore", "calling", "writing", "sending",
    "spam", "immediately", "communication", "unsolicited", "correspondence",
)  # fmt: skip
LONG_ENOUGH = 6  # letters, for a word to be known with one of them missing
WORD = re.compile(r"[a-z0-9]+")
UNSUBSCRIBE = "unsubscribe"


def _slips(word: str) -> Iterator[str]:
    """The word with two neighbouring letters swapped or, when long, with a letter missing."""
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if len(word) >= LONG_ENOUGH:
        yield from (word[:place] + word[place + 1 :] for place in range(1, len(word) - 1))


SPELLINGS = {slip: word for word in OFTEN_MISTYPED for slip in _slips(word)} | CHAT_WORDS


def fold(text: str) -> str:
    """The plain form of `text`; line breaks are kept, other white space becomes one space."""
    plain = unicodedata.normalize("NFKC", text)[: 2 * len(text) + UNFOLDED].translate(TYPOGRAPHY)
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    plain = EMAIL.sub(" emailaddress ", plain)
    plain = LINK.sub(" weblink ", plain)
    plain = PHONE.sub(lambda m: m[0] if DATE.match(m[0]) else " phonenumber ", plain)
    plain = _same_alphabet(plain.casefold())
    plain = OTHER_APOSTROPHE.sub(" ", SHORT_FORM.sub("", plain))
    plain = DRAWN_OUT.sub(r"\1", plain)
    plain = SPACED_OUT.sub(lambda m: re.sub(r"[^a-z]", "", m[0]), plain)
    plain = WORD.sub(lambda m: _spelled(m[0]), plain)
    return re.sub(r"[^\S\n]+", " ", plain).strip()


def _same_alphabet(text: str) -> str:
    """Latin letters for accented and for look-alike ones; words wholly in another script stay as they are."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    bare = bare.translate(PLAIN_LETTERS)
    return re.sub(r"\w+", lambda m: _from_lookalikes(m[0]), bare)


def _from_lookalikes(word: str) -> str:
    swapped = word.translate(LOOKALIKES)
    return swapped if swapped.isascii() else word


def _spelled(word: str) -> str:
    if word in SPELLINGS:
        return SPELLINGS[word]
    if word[0] == "u" and 8 <= len(word) <= 14 and word[-1] in "bed" and _near(word.removesuffix("d"), UNSUBSCRIBE):
        return UNSUBSCRIBE + ("d" if word.endswith("ed") else "")
    return word


def _near(word: str, target: str, most: int = 3) -> bool:
    """Whether at most `most` letters were dropped, added, changed or swapped."""
    rows = [list(range(len(target) + 1))]
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, wanted in enumerate(target, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == target[j - 2] and word[i - 2] == wanted:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1] <= most
