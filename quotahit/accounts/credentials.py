"""Keeping an organization's secrets: AES-256-GCM under keys with ids, bound to their owner and name.

The first of CREDENTIAL_KEYS seals; the others only open what they sealed, until `rotate` has sealed it anew.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from quotahit import clock
from quotahit.accounts.errors import CredentialLocked
from quotahit.accounts.journal import done
from quotahit.accounts.models import Credential, Organization, User
from quotahit.audit.log import append

NONCE_BYTES = 12
SHOWN_FROM = 12  # a secret shorter than this would be given away by its last four characters

# What stands in for an organization's own credential: (vendor, name) -> variable of the environment.
ENVIRONMENT = {
    ("openai", "api_key"): "OPENAI_API_KEY",
    ("openai", "base_url"): "OPENAI_BASE_URL",
    ("openai", "model"): "OPENAI_MODEL",
    ("perplexity", "api_key"): "PERPLEXITY_API_KEY",
    ("perplexity", "base_url"): "PERPLEXITY_BASE_URL",
    ("perplexity", "model"): "PERPLEXITY_MODEL",
    ("resend", "api_key"): "RESEND_API_KEY",
    ("resend", "signing_secret"): "RESEND_SIGNING_SECRET",
}


def secret(organization: Organization, vendor: str, name: str = "api_key") -> str:
    """The organization's credential, else the environment's, else "". Raises CredentialLocked.

    Who wants many secrets at once prefetches `credentials`.
    """
    for credential in organization.credentials.all():
        if (credential.vendor, credential.name) == (vendor, name):
            return _open(credential)
    return from_environment(vendor, name)


def from_environment(vendor: str, name: str = "api_key") -> str:
    """What the installation itself provides: the setting of that name where there is one, else the variable."""
    variable = ENVIRONMENT.get((vendor, name), "")
    return str(getattr(settings, variable, "") or os.environ.get(variable, "")) if variable else ""


@transaction.atomic
def store_secret(organization: Organization, vendor: str, name: str, value: str, *, actor: User | str) -> Credential:
    """Seal a secret in place of the one of the same name."""
    key_id, sealed = _seal(organization.pk, vendor, name, value)
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


@transaction.atomic
def rotate(*, actor: User | str) -> int:
    """Seal everything that an older key sealed with the current one; returns how many. Raises CredentialLocked."""
    current = _current_key_id()
    old = list(Credential.objects.select_for_update().exclude(key_id=current).select_related("organization"))
    for credential in old:
        value = _open(credential)
        credential.key_id, credential.sealed = _seal(
            credential.organization_id, credential.vendor, credential.name, value
        )
        credential.save(update_fields=["key_id", "sealed"])
    append(None, actor, "credentials.rotated", why={"count": len(old), "key": current})
    return len(old)


def _current_key_id() -> str:
    return next(iter(settings.CREDENTIAL_KEYS))


def _seal(organization_id: int, vendor: str, name: str, value: str) -> tuple[str, bytes]:
    key_id = _current_key_id()
    nonce = os.urandom(NONCE_BYTES)
    return key_id, nonce + _cipher(key_id).encrypt(nonce, value.encode(), _bound_to(organization_id, vendor, name))


def _open(credential: Credential) -> str:
    bound_to = _bound_to(credential.organization_id, credential.vendor, credential.name)
    sealed = bytes(credential.sealed)
    try:
        opened = _cipher(credential.key_id).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (KeyError, InvalidTag) as problem:
        raise CredentialLocked(
            f"The credential {credential} of {credential.organization.slug} cannot be opened: its key "
            f"“{credential.key_id}” is missing from CREDENTIAL_KEYS, or the row was tampered with. "
            "Restore the key, or enter the secret again."
        ) from problem
    return opened.decode()


def _cipher(key_id: str) -> AESGCM:
    return AESGCM(base64.urlsafe_b64decode(settings.CREDENTIAL_KEYS[key_id]))


def _bound_to(organization_id: int, vendor: str, name: str) -> bytes:
    """A sealed value moved to another row, vendor or organization does not open."""
    return f"{organization_id}\x00{vendor}\x00{name}".encode()
