"""A conversation by mail as mail: who wrote to whom, in HTML that is safe to look at, with what is quoted folded."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from crm.choices import Channel
from crm.models import Interaction
from outreach.answering import last_mail_of
from outreach.models import Delivery, InboundMessage, Thread
from outreach.threads import Line, lines_of
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.choices import Role
from quotahit.console.pages import show


def mail_page(request: HttpRequest, interaction_id: int) -> HttpResponse:
    """The thread that this line of the timeline belongs to; its messages alone where a page wants them in place."""
    said = _mail(request, interaction_id)
    message = _message(said)
    context = {
        "said": said,
        "contact": said.contact,
        "lines": _lines(message),
        "may_answer": may(request, Role.REP) and bool(last_mail_of(said.contact)),
    }
    if "HX-Request" in request.headers:
        return render(request, "console/mail_thread.html", context)
    return show(request, "console/mail.html", said.subject or str(said.contact), **context)


def _mail(request: HttpRequest, interaction_id: int) -> Interaction:
    rows = seen_by(request, Interaction.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    mails = rows.filter(channel=Channel.EMAIL).select_related("contact")
    return get_object_or_404(mails, pk=interaction_id)


def _message(said: Interaction) -> Delivery | InboundMessage | None:
    """What went out or came in behind the line; None for a mail that somebody only wrote down."""
    behind = {"contact": said.contact_id, "interaction_id": said.pk}
    theirs = InboundMessage.objects.filter(**behind).select_related("thread", "mailbox").first()
    return theirs or Delivery.objects.filter(**behind).select_related("thread", "mailbox").first()


def _lines(message: Delivery | InboundMessage | None) -> list[Line]:
    if message is None:
        return []
    thread: Thread | None = message.thread
    at = message.received_at if isinstance(message, InboundMessage) else message.not_before
    return lines_of(thread) if thread else [Line(at, message)]
