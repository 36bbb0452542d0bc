"""Telling somebody that they are invited: by mail, or by a link that the inviter passes on."""

import logging

from django.contrib import messages
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext

from quotahit.accounts.links import absolute, mail_folder
from quotahit.accounts.members import Invited
from quotahit.accounts.models import User
from quotahit.languages import spoken_to

logger = logging.getLogger(__name__)


def deliver(request: HttpRequest, invited: Invited) -> None:
    """Once the invitation is committed, mail its link, or show it where no mail can be sent.

    It is in the language of whoever has an account with the address, and in the inviter's for somebody new.
    """
    link = absolute(request, reverse("accounts:invitation", args=[invited.token]))
    transaction.on_commit(lambda: _deliver(request, invited, link))


def _deliver(request: HttpRequest, invited: Invited, link: str) -> None:
    email = invited.invitation.email
    if mail_folder():
        messages.warning(
            request,
            gettext("No mail server is set up (EMAIL_URL). Pass this link on to {email}: {link}").format(
                email=email, link=link
            ),
        )
        return
    try:
        with spoken_to(User.objects.filter(email__iexact=email).first(), otherwise=get_language()):
            subject, body = _subject(invited), _body(invited, link)
        send_mail(subject, body, None, [email])
    except OSError:
        logger.exception("Invitation %s could not be mailed", invited.invitation.pk)
        messages.error(
            request,
            gettext("The mail server did not take the invitation. Pass this link on to {email}: {link}").format(
                email=email, link=link
            ),
        )
        return
    messages.success(
        request, gettext("{email} was invited by mail. The link works for seven days.").format(email=email)
    )


def _subject(invited: Invited) -> str:
    return gettext("{name} invites you to QuotaHit").format(name=invited.invitation.organization.name)


def _body(invited: Invited, link: str) -> str:
    return render_to_string("accounts/invitation_mail.txt", {"invitation": invited.invitation, "link": link})
