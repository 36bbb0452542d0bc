"""Granting and revoking consent. A grant is evidence and is never edited; a revocation takes effect with its row."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from compliance.addresses import hash_of
from compliance.choices import ConsentType, Purpose, Scope
from compliance.decision.facts import OURSELVES, digest
from compliance.errors import WrongAddressError
from compliance.journal import enter
from compliance.models import Consent, ConsentText
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name

BATCH = 2000


def grant_consent(
    organization: Organization,
    channels: str | Iterable[str],
    address: str,
    *,
    type: str,
    text: str,
    text_version: str,
    source: str,
    at: datetime,
    actor: object,
    purpose: str = Purpose.MARKETING,
    seller: str = OURSELVES,
    ip: str | None = None,
) -> Consent:
    """Put one consent on record: the words agreed to and their version, where (`source`, `ip`), when, for whom.

    `channels` are of compliance.choices.Scope. The same consent recorded twice is one row.
    """
    scopes = _scopes(channels)
    with transaction.atomic():
        consent, is_new = Consent.objects.get_or_create(
            organization=organization,
            address_hash=_hash(scopes, address),
            seller=seller,
            type=ConsentType(type),
            scopes="+".join(scopes),
            purpose=Purpose(purpose),
            given_at=at,
            defaults={
                "text": _text(organization, text, text_version),
                "source": source,
                "ip": ip,
                "recorded_by": actor_name(actor),
            },
        )
        if is_new:
            codes = {"type": consent.type, "scopes": scopes}
            enter(organization, "consent.granted", consent, actor=actor, codes=codes)
    return consent


def grant_consents(
    organization: Organization,
    channels: str | Iterable[str],
    addresses: Sequence[str],
    *,
    type: str,
    text: str,
    text_version: str,
    source: str,
    at: datetime,
    actor: object,
    purpose: str = Purpose.MARKETING,
    seller: str = OURSELVES,
) -> int:
    """The same consent of many people, as a file brings it: set-based, one entry in the log. Returns how many."""
    scopes = _scopes(channels)
    hashes = {_hash(scopes, address) for address in addresses}
    with transaction.atomic():
        agreed_to = _text(organization, text, text_version)
        consents = [
            Consent(
                organization=organization,
                address_hash=address_hash,
                seller=seller,
                type=ConsentType(type),
                scopes="+".join(scopes),
                purpose=Purpose(purpose),
                given_at=at,
                text=agreed_to,
                source=source,
                recorded_by=actor_name(actor),
            )
            for address_hash in hashes
        ]
        Consent.objects.bulk_create(consents, batch_size=BATCH, ignore_conflicts=True)
        if consents:
            codes = {"type": ConsentType(type).value, "scopes": scopes, "count": len(consents), "source": source}
            enter(organization, "consent.granted", None, actor=actor, codes=codes)
    return len(consents)


def revoke_consent(
    organization: Organization,
    channel: str,
    address: str,
    *,
    source: str,
    actor: object,
    at: datetime | None = None,
    seller: str | None = None,
) -> int:
    """Revoke what stands for an address, to every seller unless one is named. Returns how many were revoked.

    Consents of a number share its hash, so a STOP on one phone channel revokes all of them (47 CFR 64.1200(a)(10)).
    """
    with transaction.atomic():
        standing = Consent.objects.for_organization(organization).standing()
        standing = standing.filter(address_hash=hash_of(channel, address))
        if seller is not None:
            standing = standing.filter(seller=seller)
        revoked = standing.update(revoked_at=at or clock.now(), revoked_source=source)
        if revoked:
            codes = {"channel": channel, "count": revoked, "source": source}
            enter(organization, "consent.revoked", None, actor=actor, codes=codes)
    return revoked


def _scopes(channels: str | Iterable[str]) -> list[str]:
    words = [channels] if isinstance(channels, str) else channels
    scopes = sorted({Scope(word).value for word in words})
    if not scopes:
        raise WrongAddressError(gettext("A consent names at least one channel."))
    return scopes


def _hash(scopes: list[str], address: str) -> str:
    """The hash of the address that these channels use. Raises WrongAddressError when it is of another kind."""
    kind = "chat" if scopes == [Scope.CHAT] else "email" if "@" in address else "phone"
    of_mail, of_chat = {Scope.EMAIL, Scope.ANY}, {Scope.CHAT}
    fits = {"chat": of_chat, "email": of_mail, "phone": set(Scope) - {Scope.EMAIL} - of_chat}[kind]
    if not fits.issuperset(scopes):
        raise WrongAddressError(
            gettext("Consent for {scopes} cannot hang on this address.").format(scopes=" and ".join(scopes))
        )
    return hash_of(kind, address)


def _text(organization: Organization, text: str, version: str) -> ConsentText | None:
    if not text:
        return None
    return ConsentText.objects.get_or_create(
        organization=organization, version=version, digest=digest(text), defaults={"text": text}
    )[0]
