"""The sandbox inbox: mail that would have gone out, and the operator as the prospect who answers it."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from outreach import sandbox
from outreach.choices import MAIL, Transport
from outreach.compose import html as html_of
from outreach.html import links_in
from outreach.links import unsubscribe_url
from outreach.models import Delivery, Mailbox, Thread
from outreach.threads import lines_of
from quotahit import clock
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.choices import Role
from quotahit.console.pages import show
from quotahit.moments import COMING, DAY, written
from quotahit.workflow.outgoing import Fate

SKIPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "three-days": timedelta(days=3)}
LISTED = 50
LONGEST_AWAY = timedelta(days=365)


def sandbox_page(request: HttpRequest) -> HttpResponse:
    """The newest conversations."""
    threads = seen_by(request, sandbox.conversations(request.organization))[:LISTED]  # type: ignore[attr-defined]
    wanted = request.GET.get("q", "").strip().lower()
    shown = [one for one in threads if wanted in f"{one.contact} {one.contact.company} {one.subject}".lower()]
    return show(
        request,
        "console/sandbox.html",
        gettext("Sandbox inbox"),
        threads=shown,
        wanted=wanted,
        ahead=clock.skipped(),
        may_skip=_may_skip() and may(request, Role.MANAGER),
    )


def conversation_page(request: HttpRequest, thread_id: int) -> HttpResponse:
    """One conversation as the prospect sees it, with ways to answer."""
    thread = _thread(request, thread_id)
    return show(
        request,
        "console/sandbox_conversation.html",
        str(thread.contact),
        ready=sandbox.ready_answers(),
        languages=sandbox.LANGUAGES.items(),
        soon=clock.now().date() + timedelta(days=7),
        may_answer=may(request, Role.REP),
        **_conversation(thread),
    )


def conversation_part(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The messages alone, for the live line."""
    return render(request, "console/sandbox_messages.html", _conversation(_thread(request, thread_id)))


def mail_html(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """The HTML part of a mail as it was sent; shown in a frame that may run nothing."""
    mine = seen_by(request, Delivery.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    delivery = get_object_or_404(mine.select_related("organization"), pk=delivery_id)
    # No images: the pixel would count our own look as the recipient's.
    page = HttpResponse(re.sub(r"<img[^>]*>", "", html_of(delivery, delivery.organization)))
    page["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; sandbox"
    )
    page["X-Frame-Options"] = "SAMEORIGIN"
    return page


@require_POST
def answer(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Act as the prospect on the last mail they got."""
    thread = _thread(request, thread_id)
    delivery = _last_mail(thread)
    act = ACTS.get(request.POST.get("act", ""))
    if delivery is None or act is None:
        messages.error(request, gettext("There is no mail to answer in this conversation."))
    else:
        try:
            messages.success(request, act(request, delivery))
        except ValueError as problem:
            messages.error(request, str(problem))
    return redirect("admin:console_sandbox_conversation", thread.pk)


@require_POST
def skip_ahead(request: HttpRequest) -> HttpResponse:
    """Move the sandbox's clock forward: what is due by then becomes due now."""
    ahead = SKIPS.get(request.POST.get("ahead", ""))
    if ahead is None or not _may_skip():
        messages.error(request, gettext("The clock only moves while every mailbox of this installation is a sandbox."))
    else:
        clock.skip(ahead)
        messages.success(request, gettext("It is {now} in the sandbox now.").format(now=written(clock.now(), COMING)))
    return redirect("admin:console_sandbox")


def _may_skip() -> bool:
    """Only where nobody real can be concerned: one process, and no live mailbox in any organization."""
    return settings.EMBEDDED and not Mailbox.objects.filter(is_active=True, transport__in=MAIL).exists()


def _write(request: HttpRequest, delivery: Delivery) -> str:
    text = request.POST.get("text", "").strip()
    ready = {f"{one.label}:{one.language}": one for one in sandbox.ready_answers()}
    answer = text or ready.get(request.POST.get("ready", ""))
    if not answer:
        raise ValueError(gettext("Write an answer, or choose a ready one."))
    sandbox.answer_as_prospect(delivery, answer)
    return gettext("Answered. Watch below how it is understood, and what happens next.")


def _bounce(request: HttpRequest, delivery: Delivery) -> str:
    sandbox.bounce_back(delivery, "5.1.1")
    return gettext("The mail bounces: there is no such address.")


def _away(request: HttpRequest, delivery: Delivery) -> str:
    until = parse_date(request.POST.get("until", ""))
    today = clock.now().date()
    if until is None or not today < until <= today + LONGEST_AWAY:
        raise ValueError(gettext("Choose a day within the next year on which they are back."))
    sandbox.out_of_office(delivery, until)
    return gettext("Their mail program answers that they are back on {until}.").format(until=written(until, DAY))


def _complain(request: HttpRequest, delivery: Delivery) -> str:
    sandbox.complain(delivery)
    return gettext("Reported as spam.")


def _open(request: HttpRequest, delivery: Delivery) -> str:
    sandbox.look_at(delivery)
    return gettext("Opened. The first time of a message counts, on the contact's page.")


def _follow(request: HttpRequest, delivery: Delivery) -> str:
    sandbox.follow(delivery, request.POST.get("url", ""))
    return gettext("The link was followed. The first time of each link counts, on the contact's page.")


ACTS: dict[str, Callable[[HttpRequest, Delivery], str]] = {
    "write": _write,
    "bounce": _bounce,
    "away": _away,
    "complain": _complain,
    "open": _open,
    "follow": _follow,
}


def _conversation(thread: Thread) -> dict[str, object]:
    last = _last_mail(thread)
    return {
        "thread": thread,
        "lines": lines_of(thread),
        "unsubscribe": unsubscribe_url(last) if last else "",
        "links": links_in(last.body) if last else [],
    }


def _last_mail(thread: Thread) -> Delivery | None:
    sent = thread.deliveries.filter(status=Fate.SENT).select_related("organization", "contact", "mailbox")
    return sent.order_by("-settled_at").first()


def _thread(request: HttpRequest, thread_id: int) -> Thread:
    mine = seen_by(request, Thread.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    mine = mine.filter(mailbox__transport=Transport.SANDBOX)
    return get_object_or_404(mine.select_related("contact__company", "mailbox", "organization"), pk=thread_id)
