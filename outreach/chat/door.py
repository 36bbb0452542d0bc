"""The door of the chat: what a visitor's page may say, and what it is answered, by whichever way it came.

A page says one JSON object and gets one back, which repeats its number `n`. It proves who it is by the visit's token,
each time; so the live line and plain requests are served alike, and nothing depends on what was said before.
"""

from typing import Annotated, Any, Literal

from django.core import signing
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from outreach.chat import limits
from outreach.chat.transcript import lines_of, state_of
from outreach.chat.visits import ask_for_person, begin, introduce, say, see, type_on, visit_of
from outreach.models import ChatVisit, ChatWidget
from quotahit.accounts.throttle import network_of
from quotahit.languages import speaking

LARGEST = 16 * 1024
LONGEST_TEXT = 4000
TICKET, TICKET_LASTS = "outreach.chat.ticket", 7 * 86_400
Text = Annotated[str, Field(max_length=2000)]


class _Numbered(BaseModel):
    n: int = 0


class _Word(_Numbered):
    model_config = ConfigDict(extra="forbid")

    token: str = Field("", max_length=100)


class Begin(_Word):
    """The visitor is about to write. `ticket` is what our window was served with."""

    do: Literal["begin"]
    ticket: Text
    url: Text = ""
    title: Text = ""
    referrer: Text = ""


class Back(_Word):
    """The visitor is there again, or the page wants to know what is new."""

    do: Literal["back"]
    url: Text = ""
    title: Text = ""


class Say(_Word):
    do: Literal["say"]
    id: str = Field(pattern=r"^[\w-]{8,64}$")
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)


class Introduce(_Word):
    do: Literal["introduce"]
    name: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    may_mail: bool = False


class Bare(_Word):
    do: Literal["typing", "person"]


_WORDS: TypeAdapter[Begin | Back | Say | Introduce | Bare] = TypeAdapter(
    Annotated[Begin | Back | Say | Introduce | Bare, Field(discriminator="do")]
)


class Refused(Exception):
    """Its text is a code for the page: bad, busy, gone (no such visit here), stale (load the window anew)."""


def ticket_for(widget: ChatWidget, origin: str, *, is_preview: bool) -> str:
    """What a window of this widget, shown on this website, begins a visit with."""
    return signing.dumps({"w": widget.pk, "o": origin, "p": is_preview}, salt=TICKET)


def answer(key: str, words: str | bytes, address: str) -> tuple[ChatVisit | None, dict[str, Any]]:
    """What a page that shows the widget `key` is answered, and whose page it is, where that is known."""
    n = 0
    try:
        word, n = _read(words)
        if not limits.REQUESTS.takes(network_of(address)):
            raise Refused("busy")
        if word is None:
            raise Refused("bad")
        visit, told = _begin(key, word, address) if isinstance(word, Begin) else _go_on(key, word)
        return visit, {"n": n, **told}
    except Refused as refusal:
        return None, {"n": n, "error": str(refusal)}


def news(visit_id: int) -> dict[str, Any] | None:
    """The conversation as it stands, for a page on which it is open; None when there is no such visit any more."""
    visits = ChatVisit.objects.select_related("widget__organization").filter(pk=visit_id, widget__is_active=True)
    visit = visits.first()
    return _told(visit) if visit else None


def _read(words: str | bytes) -> tuple[Begin | Back | Say | Introduce | Bare | None, int]:
    """The word, None where it is none of ours, and its number, by which the page knows which one was refused."""
    if len(words) > LARGEST:
        return None, 0
    try:
        word = _WORDS.validate_json(words)
        return word, word.n
    except ValidationError:
        try:
            return None, _Numbered.model_validate_json(words).n
        except ValidationError:
            return None, 0


def _begin(key: str, word: Begin, address: str) -> tuple[ChatVisit, dict[str, Any]]:
    widgets = ChatWidget.objects.select_related("organization", "mailbox")
    widget = widgets.filter(key=key, is_active=True).first()
    if widget is None:
        raise Refused("gone")
    try:
        ticket = signing.loads(word.ticket, salt=TICKET, max_age=TICKET_LASTS)
    except signing.BadSignature as error:
        raise Refused("stale") from error
    if ticket["w"] != widget.pk:
        raise Refused("stale")
    if not limits.VISITS.takes(network_of(address)):
        raise Refused("busy")
    shown = {"url": word.url, "title": word.title, "referrer": word.referrer}
    with speaking(widget.language):
        visit, token = begin(widget, **shown, origin=ticket["o"], is_preview=ticket["p"])
        return visit, {"token": token, **_told(visit)}


def _go_on(key: str, word: Back | Say | Introduce | Bare) -> tuple[ChatVisit, dict[str, Any]]:
    visit = visit_of(key, word.token)
    if visit is None:
        raise Refused("gone")
    with speaking(visit.widget.language):
        return visit, _do(visit, word)


def _do(visit: ChatVisit, word: Back | Say | Introduce | Bare) -> dict[str, Any]:
    if isinstance(word, Say):
        _say(visit, word)
        return {"said": word.id}
    if isinstance(word, Introduce):
        introduce(visit, word.name, word.email, may_mail=word.may_mail)
    elif isinstance(word, Back):
        if word.url:
            see(visit, word.url, word.title)
    elif word.do == "typing":
        type_on(visit)
        return {}
    else:
        ask_for_person(visit)
    return _told(visit)


def _say(visit: ChatVisit, word: Say) -> None:
    if not word.text.strip() or "\0" in word.text:
        raise Refused("bad")
    who = str(visit.pk)
    if not (limits.MESSAGES.takes(who) and limits.MESSAGES_A_DAY.takes(who)):
        raise Refused("busy")
    say(visit, word.text.strip(), word.id)


def _told(visit: ChatVisit) -> dict[str, Any]:
    with speaking(visit.widget.language):
        return {"lines": [line.as_json() for line in lines_of(visit)], "state": state_of(visit)}
