"""The person's own word: do not contact me. Effective on receipt; a registry can wait, a person cannot."""

from datetime import datetime

from django.db import transaction

from compliance.addresses import KIND_OF_CHANNEL, hash_of
from compliance.choices import Bar
from compliance.consents import revoke_consent
from compliance.journal import enter
from compliance.models import DoNotCall
from compliance.suppressions import suppress
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name


def record_do_not_call(
    organization: Organization,
    channel: str,
    address: str,
    *,
    source: str,
    actor: object,
    at: datetime | None = None,
) -> DoNotCall:
    """Put a request not to be contacted on our own list. Asked again, the term starts anew from the later request.

    A request that reaches us after a later one of the same person changes nothing.
    """
    asked_at, by = at or clock.now(), actor_name(actor)
    mine = {"organization": organization, "address_hash": hash_of(channel, address), "copy": None}
    with transaction.atomic():
        known = DoNotCall.objects.select_for_update().filter(**mine, requested_at__gt=asked_at).first()
        if known is not None:
            return known
        told = {"requested_at": asked_at, "source": source, "recorded_by": by}
        entry, _ = DoNotCall.objects.update_or_create(**mine, defaults=told)
        enter(organization, "do_not_call.requested", entry, actor=actor, codes={"channel": channel, "source": source})
    return entry


def opt_out(
    organization: Organization,
    channel: str,
    address: str,
    *,
    source: str,
    actor: object,
    at: datetime | None = None,
) -> None:
    """A STOP, in whatever words, on any channel: all that stands is revoked, and the address is closed at once.

    A number goes on our own do-not-call list, for all phone channels; any other address is suppressed.
    """
    with transaction.atomic():
        revoke_consent(organization, channel, address, source=source, actor=actor, at=at)
        if KIND_OF_CHANNEL[channel] == "phone":
            record_do_not_call(organization, channel, address, source=source, actor=actor, at=at)
        else:
            suppress(organization, channel, address, reason=Bar.UNSUBSCRIBED, source=source, actor=actor)
