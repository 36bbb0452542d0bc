"""Telling a rep of a lead that is theirs to take: in their bell at once, by mail once their working day has begun."""

from datetime import datetime
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext

from agents.models import Offer
from agents.orchestrator.case import ACTOR
from agents.orchestrator.routing.question import link_of
from agents.statements import by_section
from outreach.links import base_url
from quotahit import clock
from quotahit.audit.log import append
from quotahit.workflow.errors import Retry


def may_be_mailed_at(offer: Offer, now: datetime) -> datetime:
    """Now while the rep works, else when they work again: nobody's evening is for mail of ours."""
    return offer.rep.hours.next_start(now) or now


def mail(offer: Offer) -> bool:
    """Mail the briefing to the rep, once and while the lead is still theirs to take. Retry when no server took it."""
    waiting = Offer.objects.open().filter(pk=offer.pk, mailed_at=None)
    if not waiting.update(mailed_at=clock.now()):
        return False
    try:
        send_mail(_subject(offer), _body(offer), None, [offer.rep.user.email])
    except (OSError, SMTPException) as problem:
        Offer.objects.filter(pk=offer.pk).update(mailed_at=None)
        raise Retry("MAIL_NOT_TAKEN") from problem
    append(offer.organization_id, ACTOR, "rep.mailed", offer, why={"offer_id": offer.pk, "rep_id": offer.rep_id})
    return True


def by_their_clock(offer: Offer) -> str:
    """Until when the rep may answer, as the clock on their wall shows it."""
    there = offer.due_at.astimezone(ZoneInfo(offer.rep.zone)).replace(tzinfo=None)
    return f"{date_format(there, 'j M, H:i')} ({offer.rep.zone})"


def _subject(offer: Offer) -> str:
    return gettext("A lead for you: %(name)s") % {"name": " ".join(str(offer.contact).split())}


def _body(offer: Offer) -> str:
    return render_to_string(
        "agents/offer_mail.txt",
        {
            "offer": offer,
            "due": by_their_clock(offer),
            "link": f"{base_url()}{link_of(offer)}",
            "sections": by_section(offer.briefing.statements) if offer.briefing else [],
        },
    )
