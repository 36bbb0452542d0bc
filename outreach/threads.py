"""A conversation by mail, as a person reads it: who wrote what in which order, and what is quoted folded away."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from outreach.html import html_of
from outreach.inbound.html import QUOTE, safe_html
from outreach.models import Delivery, InboundMessage, Thread
from quotahit.workflow.outgoing import Fate

QUOTES = re.compile(rf"<(/?){QUOTE}>")


@dataclass(frozen=True)
class Line:
    """One message of a conversation, ours or theirs."""

    at: datetime
    message: Delivery | InboundMessage

    @property
    def is_ours(self) -> bool:
        return isinstance(self.message, Delivery)

    @property
    def sender(self) -> str:
        return str(self.message.mailbox or "") if isinstance(self.message, Delivery) else self.message.sender

    @property
    def letter(self) -> SafeString:
        """The message as HTML that is safe to show in a page of ours."""
        return mark_safe(html_of(self.message.body)) if isinstance(self.message, Delivery) else _letter(self.message)


def lines_of(thread: Thread) -> list[Line]:
    """What was said in one conversation, oldest first."""
    sent = thread.deliveries.filter(status=Fate.SENT).select_related("mailbox")
    ours = (Line(row.settled_at or row.not_before, row) for row in sent)
    theirs = (Line(row.received_at, row) for row in thread.inbound.all())
    return sorted([*ours, *theirs], key=lambda line: line.at)


def fold_quotes(safe: str) -> str:
    """What `safe_html` returned, with each outermost quotation behind a line that opens it."""
    out, depth, position = [], 0, 0
    opens = f"<details><summary>{_('Quoted text')}</summary><{QUOTE}>"
    for tag in QUOTES.finditer(safe):
        out.append(safe[position : tag.start()])
        position = tag.end()
        is_outermost = depth == (1 if tag[1] else 0)
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        out.append({"": opens, "/": f"</{QUOTE}></details>"}[tag[1]] if is_outermost else tag[0])
    return "".join([*out, safe[position:]])


def _letter(message: InboundMessage) -> SafeString:
    """Its HTML, cleaned once more. Where what it quotes is not marked as such in there, as some mail programs leave
    it, its text says better what is new."""
    safe = safe_html(message.html)
    if safe.strip() and (QUOTES.search(safe) or not message.quoted):
        return mark_safe(fold_quotes(safe))
    quoted = format_html(
        "<details><summary>{}</summary><blockquote>{}</blockquote></details>",
        _("Quoted text"),
        mark_safe(html_of(message.quoted)),
    )
    return mark_safe(html_of(message.text) + (quoted if message.quoted else ""))
