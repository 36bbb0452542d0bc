"""Telling somebody that they are invited: by mail, or by a link that the inviter passes on."""

import logging

from django.contrib import messages
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from quotahit.accounts.links import absolute, mail_folder
from quotahit.accounts.members import Invited

logger = logging.getLogger(__name__)


def deliver(request: HttpRequest, invited: Invited) -> None:
    """Once the invitation is committed, mail its link, or show it where no mail can be sent."""
    link = absolute(request, reverse("accounts:invitation", args=[invited.token]))
    transaction.on_commit(lambda: _deliver(request, invited, link))


def _deliver(request: HttpRequest, invited: Invited, link: str) -> None:
    email = invited.invitation.email
    if mail_folder():
        messages.warning(request, f"No mail server is set up (EMAIL_URL). Pass this link on to {email}: {link}")
        return
    try:
        send_mail(_subject(invited), _body(invited, link), None, [email])
    except OSError:
        logger.exception("Invitation %s could not be mailed", invited.invitation.pk)
        messages.error(request, f"The mail server did not take the invitation. Pass this link on to {email}: {link}")
        return
    messages.success(request, f"{email} was invited by mail. The link works for seven days.")


def _subject(invited: Invited) -> str:
    return f"{invited.invitation.organization.name} invites you to QuotaHit"


def _body(invited: Invited, link: str) -> str:
    return render_to_string("accounts/invitation_mail.txt", {"invitation": invited.invitation, "link": link})
