"""What a company's website says of the company, read without a model."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

TEXT_LIMIT = 6000
_ASIDE = re.compile(r"<!--|<!|<\?|</(?![a-zA-Z])")


@dataclass
class Site:
    """One page, as far as it speaks of the company."""

    title: str = ""
    description: str = ""
    text: str = ""
    links: list[str] = field(default_factory=list)
    organization: dict[str, Any] = field(default_factory=dict)  # schema.org Organization, where the page has one
    technologies: list[str] = field(default_factory=list)


def read_site(html: str) -> Site:
    """Read one page; whatever it is, something comes back."""
    reader = _Reader()
    reader.feed(_without_asides(html))
    reader.close()
    site = Site(
        title=reader.title.strip()[:300],
        description=(reader.meta.get("description") or reader.meta.get("og:description") or "").strip()[:1000],
        text=" ".join(reader.words)[:TEXT_LIMIT],
        links=reader.links[:200],
        organization=_organization(reader.json_ld),
        technologies=technologies(html),
    )
    return site


def _without_asides(html: str) -> str:
    """The page without comments, declarations and tags that never end: the parser looks for their ends again and again.

    One walk: what is open without an end takes the rest of the page with it, as in a browser.
    """
    kept, at = [], 0
    while (mark := _ASIDE.search(html, at)) is not None:
        kept.append(html[at : mark.start()])
        ends = "-->" if mark[0] == "<!--" else ">"
        end = html.find(ends, mark.end())
        if end < 0:
            at = len(html)
            break
        at = end + len(ends)
    text = "".join([*kept, html[at:]])
    unclosed = text.find("<", text.rfind(">") + 1)
    return text if unclosed < 0 else text[:unclosed]


def technologies(html: str) -> list[str]:
    """Products whose signature stands in the page."""
    lowered = html.lower()
    return [name for name, marks in _signatures().items() if any(mark in lowered for mark in marks)]


def profile_links(site: Site) -> dict[str, str]:
    """The company's LinkedIn page, where the site links to it."""
    found = next((link for link in site.links if "linkedin.com/company/" in link.lower()), "")
    return {"linkedin": found[:300]} if found else {}


@cache
def _signatures() -> dict[str, list[str]]:
    return json.loads((Path(__file__).parent / "technologies.json").read_text())


def _organization(blocks: list[str]) -> dict[str, Any]:
    for block in blocks:
        try:
            items = _items(json.loads(block))
        except (ValueError, RecursionError):
            continue
        for item in items:
            kind = item.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if {"Organization", "Corporation", "LocalBusiness"} & {str(one) for one in kinds}:
                return item
    return {}


def _items(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, dict):
        graph = content.get("@graph")
        return [content, *_items(graph)] if isinstance(graph, list) else [content]
    return [item for item in content if isinstance(item, dict)] if isinstance(content, list) else []


class _Reader(HTMLParser):
    """Collects title, meta, links, JSON-LD and the visible words."""

    _SILENT = frozenset({"script", "style", "noscript", "template", "svg"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.meta: dict[str, str] = {}
        self.links: list[str] = []
        self.words: list[str] = []
        self.json_ld: list[str] = []
        self._open: list[str] = []
        self._is_json_ld = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.meta.setdefault((values.get("name") or values.get("property", "")).lower(), values.get("content", ""))
        elif tag == "a" and values.get("href"):
            self.links.append(values["href"])
        elif tag == "title" or tag in self._SILENT:
            self._open.append(tag)
            self._is_json_ld = tag == "script" and values.get("type", "").lower() == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[self._open.index(tag) :]
            self._is_json_ld = False

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.words.extend(data.split())
        elif self._open[-1] == "title":
            self.title += data
        elif self._is_json_ld:
            self.json_ld.append(data)
