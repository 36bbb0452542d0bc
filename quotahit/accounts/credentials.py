"""Keeping an organization's secrets, each sealed for its owner and name; `rotate` seals all anew."""

import os
from collections.abc import Callable

from django.conf import settings
from django.db import models, transaction

from quotahit import clock
from quotahit.accounts import sealing
from quotahit.accounts.errors import CredentialLocked
from quotahit.accounts.journal import done
from quotahit.accounts.models import Credential, Organization, User
from quotahit.audit.log import append
from quotahit.veil import remember

SHOWN_FROM = 12  # a secret shorter than this would be given away by its last four characters

# What stands in for an organization's own credential: (vendor, name) -> variable of the environment.
ENVIRONMENT = {
    ("openai", "api_key"): "OPENAI_API_KEY",
    ("openai", "base_url"): "OPENAI_BASE_URL",
    ("openai", "model"): "OPENAI_MODEL",
    ("perplexity", "api_key"): "PERPLEXITY_API_KEY",
    ("perplexity", "base_url"): "PERPLEXITY_BASE_URL",
    ("perplexity", "model"): "PERPLEXITY_MODEL",
    ("apollo", "api_key"): "APOLLO_API_KEY",
    ("resend", "api_key"): "RESEND_API_KEY",
    ("resend", "signing_secret"): "RESEND_SIGNING_SECRET",
}


def secret(organization: Organization, vendor: str, name: str = "api_key") -> str:
    """The organization's credential, else the environment's, else "". Raises CredentialLocked.

    Who wants many secrets at once prefetches `credentials`.
    """
    for credential in organization.credentials.all():
        if (credential.vendor, credential.name) == (vendor, name):
            return remember(_open(credential))
    return remember(from_environment(vendor, name))


def from_environment(vendor: str, name: str = "api_key") -> str:
    """What the installation itself provides: the setting of that name where there is one, else the variable."""
    variable = ENVIRONMENT.get((vendor, name), "")
    return str(getattr(settings, variable, "") or os.environ.get(variable, "")) if variable else ""


@transaction.atomic
def store_secret(organization: Organization, vendor: str, name: str, value: str, *, actor: User | str) -> Credential:
    """Seal a secret in place of the one of the same name."""
    key_id, sealed = sealing.seal(value, organization.pk, vendor, name)
    credential, _ = Credential.objects.update_or_create(
        organization=organization,
        vendor=vendor,
        name=name,
        defaults={
            "key_id": key_id,
            "sealed": sealed,
            "last_four": value[-4:] if len(value) >= SHOWN_FROM else "",
            "set_at": clock.now(),
        },
    )
    done(organization, actor, "credential.stored", credential, vendor=vendor)
    return credential


@transaction.atomic
def remove_secret(credential: Credential, *, actor: User | str) -> None:
    """Forget a secret; from then on the environment's counts, where there is one."""
    done(credential.organization, actor, "credential.removed", credential, vendor=credential.vendor)
    credential.delete()


# What rooms above keep sealed as well: their model, and what seals its rows anew and says how many it were.
Resealer = Callable[[], int]
_resealers: dict[type[models.Model], Resealer] = {}


def also_sealed(model: type[models.Model], reseal: Resealer) -> None:
    """Let `rotate` seal the secrets of another room, too."""
    _resealers[model] = reseal


def sealed_rows() -> int:
    """How many rows of the installation keep a secret."""
    kept: list[type[models.Model]] = [Credential, *_resealers]
    return sum(model._base_manager.count() for model in kept)


@transaction.atomic
def rotate(*, actor: User | str) -> int:
    """Seal everything that an older key sealed with the current one; returns how many. Raises CredentialLocked."""
    current = sealing.current_key_id()
    old = list(Credential.objects.select_for_update().exclude(key_id=current).select_related("organization"))
    for credential in old:
        value = _open(credential)
        credential.key_id, credential.sealed = sealing.seal(
            value, credential.organization_id, credential.vendor, credential.name
        )
        credential.save(update_fields=["key_id", "sealed"])
    count = len(old) + sum(reseal() for reseal in _resealers.values())
    append(None, actor, "credentials.rotated", why={"count": count, "key": current})
    return count


def _open(credential: Credential) -> str:
    belongs_to = (credential.organization_id, credential.vendor, credential.name)
    try:
        return sealing.unseal(credential.key_id, credential.sealed, *belongs_to)
    except sealing.Locked as problem:
        raise CredentialLocked(
            f"The credential {credential} of {credential.organization.slug} cannot be opened: its key "
            f"“{credential.key_id}” is missing from CREDENTIAL_KEYS, or the row was tampered with. "
            "Restore the key, or enter the secret again."
        ) from problem
