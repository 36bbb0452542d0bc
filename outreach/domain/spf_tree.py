"""What an SPF record allows in all: its own terms and those of the records that it includes, as a receiver reads it."""

from collections.abc import Iterable

from outreach.domain.dns_line import NoAnswer, ask_all

MOST_NAMES = 20  # a receiver stops at ten; a few more are worth knowing for whoever mends it
DEEPEST = 3


def is_spf(text: str) -> bool:
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def terms_of(record: str) -> list[str]:
    """The terms in small letters, without the sign that says what becomes of a match."""
    return [term.lower().lstrip("+?~-") for term in record.split()[1:]]


def reached(records: Iterable[str]) -> frozenset[str]:
    """Every term of these records and of those that they lead to."""
    terms = {term for record in records for term in terms_of(record)}
    asked: set[str] = set()
    for _ in range(DEEPEST):
        names = sorted(name for term in terms if (name := _leads_to(term)) and name not in asked)
        names = names[: MOST_NAMES - len(asked)]
        if not names:
            break
        asked.update(names)
        for texts in ask_all((name, "TXT") for name in names).values():
            found = [] if isinstance(texts, NoAnswer) else [text for text in texts if is_spf(text)]
            terms.update(term for text in found for term in terms_of(text))
    return frozenset(terms)


def _leads_to(term: str) -> str:
    """The name whose record counts too; "" for other terms, and for names that depend on the message."""
    kind, _, name = term.replace("redirect=", "redirect:").partition(":")
    return name if kind in ("include", "redirect") and name and "%" not in name else ""
