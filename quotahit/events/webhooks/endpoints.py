"""What members do with webhook endpoints. Secrets are answered once, when they are made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from quotahit import clock
from quotahit.accounts import sealing
from quotahit.accounts.errors import CredentialLocked
from quotahit.accounts.journal import done
from quotahit.accounts.models import Organization
from quotahit.events.models import WebhookEndpoint
from quotahit.events.webhooks import asking
from quotahit.events.webhooks.addresses import checked_url
from quotahit.events.webhooks.listening import audience
from quotahit.events.webhooks.signing import new_secret
from quotahit.veil import remember


@dataclass(frozen=True)
class NewSecret:
    """An endpoint with its new secret, which is known here and now only."""

    row: WebhookEndpoint
    secret: str


@transaction.atomic
def create_endpoint(
    organization: Organization,
    url: str,
    event_types: Sequence[str],
    *,
    actor: object,
    description: str = "",
    filters: Sequence[Mapping[str, Any]] = (),
) -> NewSecret:
    """An endpoint that hears events from now on. Raises BadEndpoint."""
    endpoint = WebhookEndpoint(organization=organization, url=checked_url(url), description=description.strip()[:200])
    endpoint.event_types, endpoint.filters = asking.checked_types(event_types), _stored(filters)
    endpoint.save()  # the secret is bound to its number
    secret = remember(new_secret())
    endpoint.key_id, endpoint.sealed = sealing.seal(secret, *endpoint.seal_of)
    endpoint.save(update_fields=["key_id", "sealed"])
    audience.forget()
    done(organization, actor, "webhook.created", endpoint, event_types=endpoint.event_types)
    return NewSecret(endpoint, secret)


@transaction.atomic
def change_endpoint(endpoint: WebhookEndpoint, *, actor: object, **values: Any) -> WebhookEndpoint:
    """Change `url`, `description`, `event_types` or `filters`. Raises BadEndpoint."""
    readers: dict[str, Callable[[Any], Any]] = {
        "url": checked_url,
        "event_types": asking.checked_types,
        "filters": _stored,
        "description": _short,
    }
    read = {name: readers[name](value) for name, value in values.items()}
    changed = sorted(name for name, value in read.items() if getattr(endpoint, name) != value)
    if changed:
        for name in changed:
            setattr(endpoint, name, read[name])
        endpoint.save(update_fields=changed)
        done(endpoint.organization, actor, "webhook.changed", endpoint, fields=changed)
    return endpoint


@transaction.atomic
def rotate_secret(endpoint: WebhookEndpoint, *, actor: object) -> NewSecret:
    """A new secret; the one before is signed under as well for a day, and what came before that no more.

    Raises CredentialLocked.
    """
    row = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    before = _open(row, row.sealed)
    secret = remember(new_secret())
    row.key_id, row.sealed = sealing.seal(secret, *row.seal_of)
    _, row.previous_sealed = sealing.seal(before, *row.seal_of)
    row.previous_until = clock.now() + WebhookEndpoint.BOTH_HOLD
    row.save(update_fields=["key_id", "sealed", "previous_sealed", "previous_until"])
    done(row.organization, actor, "webhook.rotated", row)
    return NewSecret(row, secret)


@transaction.atomic
def disable_endpoint(
    endpoint: WebhookEndpoint, *, actor: object, reason: WebhookEndpoint.Reason = WebhookEndpoint.Reason.BY_HAND
) -> bool:
    """Tell it of nothing more, and send nothing of what still waits; False when it was disabled before."""
    still_on = WebhookEndpoint.objects.filter(pk=endpoint.pk, disabled_at=None)
    if not still_on.update(disabled_at=clock.now(), disabled_reason=reason):
        return False
    endpoint.refresh_from_db()
    audience.forget()
    done(endpoint.organization, actor, "webhook.disabled", endpoint, reason=str(reason))
    return True


@transaction.atomic
def enable_endpoint(endpoint: WebhookEndpoint, *, actor: object) -> bool:
    """Tell it of what happens from now on; False when it was not disabled."""
    off = WebhookEndpoint.objects.filter(pk=endpoint.pk, disabled_at__isnull=False)
    if not off.update(disabled_at=None, disabled_reason="", failing_since=None):
        return False
    endpoint.refresh_from_db()
    audience.forget()
    done(endpoint.organization, actor, "webhook.enabled", endpoint)
    return True


@transaction.atomic
def delete_endpoint(endpoint: WebhookEndpoint, *, actor: object) -> None:
    """Forget it with all that was sent there."""
    done(endpoint.organization, actor, "webhook.deleted", endpoint)
    endpoint.delete()
    audience.forget()


@transaction.atomic
def reseal() -> int:
    """Seal with the current key what another sealed; returns how many endpoints. Raises CredentialLocked."""
    old = list(WebhookEndpoint.objects.select_for_update().exclude(key_id=sealing.current_key_id()))
    for row in old:
        opened = [_open(row, each) for each in (row.sealed, row.previous_sealed) if each]
        sealed = [sealing.seal(each, *row.seal_of)[1] for each in opened]
        row.key_id, row.sealed = sealing.current_key_id(), sealed[0]
        row.previous_sealed = sealed[1] if len(sealed) > 1 else None
        row.save(update_fields=["key_id", "sealed", "previous_sealed"])
    return len(old)


def _open(endpoint: WebhookEndpoint, sealed: bytes) -> str:
    try:
        return sealing.unseal(endpoint.key_id, sealed, *endpoint.seal_of)
    except sealing.Locked as problem:
        raise CredentialLocked(
            f"The secret of the webhook endpoint {endpoint.pk} cannot be opened: its key “{endpoint.key_id}” is "
            "missing from CREDENTIAL_KEYS. Restore the key, or delete the endpoint and make it anew."
        ) from problem


def _stored(filters: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [each.model_dump() for each in asking.load(list(filters))]


def _short(text: str) -> str:
    return text.strip()[:200]
