"""The one place where our text becomes HTML: paragraphs, line breaks and links, everything else escaped."""

import re
from collections.abc import Callable
from html import escape

URL = re.compile(r"https?://[^\s<>\"]+")
CLOSING = ".,;:!?)'"


def html_of(text: str, link: Callable[[str], str] = lambda url: url) -> str:
    """Paragraphs of `text` as HTML; `link` gives the address behind each link that the text shows."""
    paragraphs = (part for part in re.split(r"\n\s*\n", text.strip()) if part.strip())
    return "\n".join(f"<p>{_lines(part, link)}</p>" for part in paragraphs)


def links_in(text: str) -> list[str]:
    """The addresses that `html_of` makes clickable, once each."""
    return list(dict.fromkeys(found[0].rstrip(CLOSING) for found in URL.finditer(text)))


def _lines(paragraph: str, link: Callable[[str], str]) -> str:
    return "<br>\n".join(_linked(line, link) for line in paragraph.split("\n"))


def _linked(line: str, link: Callable[[str], str]) -> str:
    """One line with its addresses made clickable; a full stop after an address belongs to the sentence."""
    out, position = [], 0
    for found in URL.finditer(line):
        url = found[0].rstrip(CLOSING)
        out.append(escape(line[position : found.start()]))
        out.append(f'<a href="{escape(link(url))}">{escape(url)}</a>')
        position = found.start() + len(url)
    return "".join(out) + escape(line[position:])
