"""Connecting a mailbox, step by step: whether it signs in, whether its mail arrives, and what its domain lacks."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from outreach.domain.check import check_domain
from outreach.domain.hosts import domain_of, host_of
from outreach.domain.told import Told
from outreach.mailbox_trial import try_mailbox, try_sign_in
from outreach.mailboxes import note_dmarc, settings_of, tell_domain
from outreach.models import Mailbox
from quotahit.accounts.admin_access import seen_by
from quotahit.console.pages import show

Act = Callable[[HttpRequest, Mailbox], None]


def mailbox_page(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """What the last test found, and beside it what the DNS says, which is asked after the page is there."""
    mailbox = _the_mailbox(request, mailbox_id)
    return show(
        request,
        "console/mailbox_setup.html",
        _("Connect %(address)s") % {"address": mailbox.address},
        mailbox=mailbox,
        findings=mailbox.test_result.get("findings", []),
        domain=domain_of(mailbox),
        host=host_of(mailbox),
        told=settings_of(mailbox).domain,
    )


def records_part(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """The records of the domain as they are now."""
    mailbox = _the_mailbox(request, mailbox_id)
    if mailbox.is_sandbox:
        return render(request, "console/mailbox_records.html", {"mailbox": mailbox})
    context = {"mailbox": mailbox, "check": check_domain(mailbox), "settings": settings_of(mailbox)}
    return render(request, "console/mailbox_records.html", context)


@require_POST
def mailbox_do(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """One act of the page, named by `do`."""
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    mailbox = _the_mailbox(request, mailbox_id)
    act(request, mailbox)
    return redirect("admin:console_mailbox_setup", mailbox.pk)


def _sign_in(request: HttpRequest, mailbox: Mailbox) -> None:
    if try_sign_in(mailbox, actor=request.user).ok:
        messages.success(request, _("It signs in. Nothing was sent: send a message to itself next."))
    else:
        messages.error(request, _("It does not sign in: see below what the server said."))


def _send(request: HttpRequest, mailbox: Mailbox) -> None:
    if try_mailbox(mailbox, actor=request.user).ok:
        messages.success(request, _("It works. Look into the mailbox: the message is there."))
    else:
        messages.error(request, _("Something is still missing: see below."))


def _tell(request: HttpRequest, mailbox: Mailbox) -> None:
    try:
        told = Told(**{name: request.POST.get(name, "") for name in Told.model_fields})
    except ValidationError as problem:
        for part in problem.errors():
            messages.error(request, f"{part['loc'][0]}: {part['msg'].removeprefix('Value error, ')}")
        return
    tell_domain(mailbox, told, actor=request.user)
    messages.success(request, _("Kept. The records are looked up again."))


def _note_dmarc(request: HttpRequest, mailbox: Mailbox) -> None:
    """Only what is seen once more is noted."""
    if mailbox.is_sandbox or not check_domain(mailbox).passes_dmarc:
        messages.error(request, _("The DNS does not say so now."))
        return
    note_dmarc(mailbox, actor=request.user)
    messages.success(request, _("Noted: the domain passes DMARC."))


ACTS: dict[str, Act] = {"sign_in": _sign_in, "send": _send, "tell": _tell, "dmarc": _note_dmarc}


def _the_mailbox(request: HttpRequest, mailbox_id: int) -> Mailbox:
    mine = seen_by(request, Mailbox.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return get_object_or_404(mine.select_related("organization"), pk=mailbox_id)
