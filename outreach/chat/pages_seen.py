"""Which pages a visitor was on while the chat was theirs: where and when, without what the address carries besides."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import BaseModel

from outreach.models import ChatVisit
from quotahit import clock

MOST = 50
LONGEST = 500
CAMPAIGN = "utm_"  # what an advertisement says of itself is the one part of a query that is meant for us


class PageSeen(BaseModel):
    """One page; `title` is the document's own."""

    at: datetime
    url: str
    title: str = ""


def pages_of(visit: ChatVisit) -> list[PageSeen]:
    """The pages of a visit, in the order in which they were seen."""
    return [PageSeen.model_validate(page) for page in visit.pages]


def add_page(visit: ChatVisit, url: str, title: str) -> bool:
    """Put one page to the visit's row, unsaved; False for the page they were on already, and for what is no page."""
    where = plain_url(url)
    if not where or (visit.pages and visit.pages[-1]["url"] == where):
        return False
    page = PageSeen(at=clock.now(), url=where, title=" ".join(title.split())[:200])
    visit.pages = [*visit.pages, page.model_dump(mode="json")][-MOST:]
    return True


def plain_url(url: str) -> str:
    """A web address without sign-ins, fragments and queries, which may hold secrets of the page; its campaign stays."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    campaign = urlencode(_campaign(parse_qsl(parts.query)))
    at = f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}"
    return (f"{at}?{campaign}" if campaign else at)[:LONGEST]


def origin_of(url: str) -> str:
    """Scheme and host of a web address, "" where it is none."""
    plain = plain_url(url)
    return "/".join(plain.split("/")[:3]).split("?")[0]


def _campaign(query: Iterable[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in query if name.startswith(CAMPAIGN)]
