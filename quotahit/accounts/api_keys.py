"""Keys for programs: made for a member, shown once, used, revoked."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from quotahit import clock
from quotahit.accounts.choices import Role, Scope
from quotahit.accounts.errors import BadKey, NotAllowed
from quotahit.accounts.journal import done
from quotahit.accounts.models import ApiKey, Membership, Organization, User
from quotahit.veil import remember

MARK = "qh_"
SHOWN = 9
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewKey:
    """A new key with its secret, which is known here and now only."""

    row: ApiKey
    secret: str


@transaction.atomic
def create_key(
    membership: Membership,
    name: str,
    scopes: Collection[str],
    *,
    actor: User | str,
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key that acts as this member. Raises BadKey, and NotAllowed for a member above the actor."""
    if not name.strip() or not scopes or not set(scopes) <= set(Scope.values):
        raise BadKey(f"A key needs a name and one or more of the scopes {', '.join(Scope.values)}.")
    if expires_at is not None and expires_at <= clock.now():
        raise BadKey("A key cannot expire before it is made.")
    _may_keep(membership, actor, Role(membership.role))
    secret = remember(MARK + secrets.token_urlsafe(32))
    key = ApiKey.objects.create(
        organization_id=membership.organization_id,
        membership=membership,
        name=name.strip()[:80],
        prefix=secret[:SHOWN],
        secret_hash=_hash(secret),
        scopes=[scope for scope in Scope.values if scope in scopes],
        expires_at=expires_at,
    )
    done(membership.organization, actor, "api_key.created", key, user_id=membership.user_id, scopes=key.scopes)
    return NewKey(key, secret)


@transaction.atomic
def revoke_key(key: ApiKey, *, actor: User | str) -> bool:
    """Let a key open nothing any more; False when it was revoked before. Raises NotAllowed."""
    _may_keep(key.membership, actor, Role.MANAGER)
    revoked = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=clock.now()) == 1
    key.refresh_from_db()
    if revoked:
        done(key.organization, actor, "api_key.revoked", key)
    return revoked


def find_key(secret: str) -> ApiKey | None:
    """The key that this secret opens the door with, with its member, organization and user; None where it does not."""
    if not secret.startswith(MARK):
        return None
    found = ApiKey.objects.valid().filter(secret_hash=_hash(secret))
    return found.select_related("membership__user", "membership__organization").first()


def used(key: ApiKey) -> None:
    """Note that a key was used, at most once a minute."""
    now = clock.now()
    if key.last_used_at is None or key.last_used_at <= now - SEEN_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=now - SEEN_EVERY)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)


def keys_kept_by(membership: Membership) -> "ApiKey.objects":  # type: ignore[name-defined]
    """The keys that this member may see and revoke: their own, and for a manager or owner all."""
    keys = ApiKey.objects.for_organization(membership.organization_id)
    return keys if membership.may(Role.MANAGER) else keys.filter(membership=membership)


def key_names(organization: Organization | int) -> dict[int, str]:
    """What each key of an organization is called."""
    return dict(ApiKey.objects.for_organization(organization).values_list("pk", "name"))


def _may_keep(membership: Membership, actor: User | str, role: Role) -> None:
    """Members keep their own keys; those of others are for managers, and never reach above the manager's own role."""
    if isinstance(actor, str) or actor.pk == membership.user_id:
        return
    own = Membership.objects.filter(organization=membership.organization_id, user=actor).first()
    if own is None or not own.may(max(role, Role.MANAGER, key=lambda each: each.rank)):
        raise NotAllowed("Only this member, or a manager or owner above them, may do this.")


def _hash(secret: str) -> str:
    return hmac.new(settings.HMAC_PEPPER, secret.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
