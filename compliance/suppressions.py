"""Suppressing addresses: effective with the row, whatever is queued, and lifted only by a person with a reason."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext

from compliance.addresses import KIND_OF_CHANNEL, hash_of
from compliance.choices import Bar
from compliance.errors import NoReasonError, NotLiftableError
from compliance.journal import enter
from compliance.models import Consent, Suppression
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name

LIFTED_BY_HAND = {Bar.MANUAL, Bar.HARD_BOUNCE, Bar.SOFT_BOUNCES}
LIFTED_BY_NEW_CONSENT = {Bar.UNSUBSCRIBED, Bar.OPTED_OUT_ELSEWHERE}
BATCH = 2000


def suppress(
    organization: Organization, channel: str, address: str, *, reason: str, source: str, actor: object
) -> Suppression:
    """Suppress one address; a second time for the same reason returns the first row and leaves no trace.

    Even text that is no address is kept, in the form it has: an opt-out must not be lost to bad spelling.
    """
    with transaction.atomic():
        row = _row(organization, channel, address, reason, source, actor)
        suppression, is_new = Suppression.objects.get_or_create(
            organization=organization,
            address_hash=row.address_hash,
            reason=row.reason,
            lifted_at=None,
            defaults={"kind": row.kind, "source": source, "at": row.at, "by": row.by},
        )
        if is_new:
            codes = {"reason": suppression.reason, "kind": suppression.kind}
            enter(organization, "address.suppressed", suppression, actor=actor, codes=codes)
    return suppression


def suppress_many(
    organization: Organization, addresses: Iterable[tuple[str, str]], *, reason: str, source: str, actor: object
) -> int:
    """Suppress (channel, address) pairs, set-based, with one entry in the log. Returns how many are new."""
    wanted = (_row(organization, channel, address, reason, source, actor) for channel, address in addresses)
    rows = {row.address_hash: row for row in wanted}
    with transaction.atomic():
        mine = Suppression.objects.active().filter(reason=Bar(reason))
        known = set(mine.of_addresses([organization.pk], rows).values_list("address_hash", flat=True))
        new = [row for row in rows.values() if row.address_hash not in known]
        Suppression.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
        if new:
            codes = {"reason": Bar(reason).value, "count": len(new), "source": source}
            enter(organization, "address.suppressed", None, actor=actor, codes=codes)
    return len(new)


def lift(suppression: Suppression, *, actor: User | str, why: str) -> Suppression:
    """Let an address be used again. Raises NotLiftableError for what only the person can take back.

    An unsubscription is lifted when the person has agreed anew since; a complaint, an objection and an erasure never.
    """
    if not why.strip():
        raise NoReasonError(gettext("Say why the address may be used again."))
    if not may_be_lifted(suppression):
        raise NotLiftableError(
            gettext("{reason}: only the person can take this back.").format(reason=suppression.get_reason_display())
        )
    with transaction.atomic():
        suppression.lifted_at = clock.now()
        suppression.lifted_by = actor_name(actor)
        suppression.lifted_why = why.strip()[:200]
        suppression.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        codes = {"reason": suppression.reason, "kind": suppression.kind}
        enter(suppression.organization, "address.released", suppression, actor=actor, codes=codes)
    return suppression


def may_be_lifted(suppression: Suppression) -> bool:
    """Whether this one is still active and a person may lift it."""
    if suppression.lifted_at is not None:
        return False
    if suppression.reason in LIFTED_BY_NEW_CONSENT:
        consents = Consent.objects.for_organization(suppression.organization).standing()
        return consents.filter(address_hash=suppression.address_hash, given_at__gt=suppression.at).exists()
    return suppression.reason in LIFTED_BY_HAND


def _row(
    organization: Organization, channel: str, address: str, reason: str, source: str, actor: object
) -> Suppression:
    return Suppression(
        organization=organization,
        address_hash=hash_of(channel, address),
        kind=KIND_OF_CHANNEL[channel],
        reason=Bar(reason),
        source=source,
        at=clock.now(),
        by=actor_name(actor),
    )
