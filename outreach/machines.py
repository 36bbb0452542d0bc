"""Telling a person's open or click from a machine's. In doubt it was a machine: a wrong signal costs more."""

from dataclasses import dataclass, field
from datetime import timedelta

QUICK = {"open": timedelta(seconds=3), "click": timedelta(seconds=15)}  # nobody reads that fast
PREFETCH_HEADERS = ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz")
PROXIES = ("googleimageproxy", "yahoomailproxy", "yahoo mail", "duckduckgo-email")
SCANNERS = (
    "barracuda",
    "bingpreview",
    "bot",
    "cloudmark",
    "crawler",
    "curl/",
    "existence discovery",
    "facebookexternalhit",
    "forcepoint",
    "go-http-client",
    "headlesschrome",
    "ironport",
    "java/",
    "libwww",
    "linkscan",
    "mimecast",
    "ms search",
    "okhttp",
    "phantomjs",
    "preview",
    "proofpoint",
    "python-",
    "safelinks",
    "scanner",
    "skypeuripreview",
    "slack",
    "sophos",
    "spider",
    "symantec",
    "trendmicro",
    "urldefense",
    "wget",
    "whatsapp",
)
APPLE_PRIVACY = "mozilla/5.0"  # the whole user agent of Apple's mail privacy proxy


@dataclass(frozen=True)
class Visit:
    """What a request tells about who made it."""

    kind: str  # open or click
    user_agent: str
    after: timedelta | None  # since the mail left; None when it has not
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    is_member: bool = False


def machine_reason(visit: Visit) -> str:
    """Why this is no sign of the person's interest, as a code; "" when it may be one."""
    agent = visit.user_agent.strip().lower()
    if visit.is_member:
        return "own_view"
    if visit.method != "GET":
        return "no_view"
    if any("prefetch" in visit.headers.get(name, "").lower() for name in PREFETCH_HEADERS):
        return "prefetch"
    if agent == APPLE_PRIVACY or any(proxy in agent for proxy in PROXIES):
        return "privacy_proxy"
    if not agent or any(scanner in agent for scanner in SCANNERS):
        return "scanner"
    if visit.after is None or visit.after < QUICK[visit.kind]:
        return "too_quick"
    return ""
