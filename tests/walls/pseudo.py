"""A language in which every marked text stands in brackets: what stands outside them on a page is not marked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

from django.test import override_settings
from django.utils.translation import trans_real

CODE = "sk"  # Django knows how it writes numbers and days, without a word, and nobody has translated us into it
OPEN, CLOSE = "\u27e6", "\u27e7"
_SILENT = {"script", "style", "code", "pre", "kbd", "template", "noscript", "svg"}
_SAID_BY = ("title", "placeholder", "aria-label", "alt", "data-confirm", "data-title")


class _Bracketed:
    """A catalogue as Django asks for one."""

    def gettext(self, words: str) -> str:
        return OPEN + words.rpartition(trans_real.CONTEXT_SEPARATOR)[2] + CLOSE

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def language(self) -> str:
        return CODE

    def to_language(self) -> str:
        return CODE


@contextmanager
def spoken() -> Iterator[None]:
    """The pseudo-language is one of those that a reader may choose."""
    with override_settings(LANGUAGES=[("en", "English"), (CODE, "Bracketed")]):  # which empties Django's memory
        trans_real._translations[CODE] = _Bracketed()
        yield


def bare_texts(html: str) -> list[str]:
    """What people read on the page outside of brackets, if it has a word in it."""
    page = _Page()
    page.feed(html)
    return [text for text in page.texts if re.search(r"[^\W\d_]{2}", text)]


class _Outside:
    """Leaves what stands outside of brackets, which may stand in one another and reach over elements."""

    def __init__(self) -> None:
        self.depth = 0

    def of(self, text: str) -> str:
        kept = []
        for sign in text:
            self.depth += (sign == OPEN) - (sign == CLOSE)
            if not self.depth and sign != CLOSE:
                kept.append(sign)
        return " ".join("".join(kept).split())


class _Page(HTMLParser):
    """Gathers the texts of a page; what an element holds beside other elements is one text each."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.outside = _Outside()
        self.silent = 0
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        self.texts += [_Outside().of(value) for name in _SAID_BY if (value := named.get(name))]
        if tag == "input" and named.get("type") in ("submit", "button"):
            self.texts.append(_Outside().of(named.get("value") or ""))
        if tag in _SILENT or _is_icon(named):
            self.silent += tag not in ("br", "img", "input")
            self.open.append(tag)
        elif self.silent and tag in self.open:
            self.open.append(tag)
            self.silent += 1

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.open and self.open[-1] == tag:
            self.open.pop()
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        words = self.outside.of(data)
        if not self.silent:
            self.texts.append(words)


def _is_icon(attributes: dict[str, Any]) -> bool:
    return "material-symbols-outlined" in (attributes.get("class") or "")
