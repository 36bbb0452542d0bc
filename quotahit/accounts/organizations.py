"""What is done to an organization, each with its line in the log."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from quotahit import clock
from quotahit.accounts.choices import Autonomy, Role
from quotahit.accounts.journal import done
from quotahit.accounts.members import add_member
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import append

SETUP = "system:setup"


@transaction.atomic
def create_organization(
    name: str,
    *,
    slug: str = "",
    owner: User | None = None,
    is_demo: bool = False,
    actor: User | str = SETUP,
    **fields: Any,
) -> Organization:
    """Found an organization; rooms above set up what they need on `organization.created`.

    `slug` defaults to the name's, made unique. Raises ValidationError for a field that does not fit.
    """
    organization = Organization(name=name, slug=slug or _free_slug(name), is_demo=is_demo, **fields)
    organization.full_clean()
    organization.save()
    done(organization, actor, "organization.created", organization, is_demo=is_demo)
    if owner is not None:
        add_member(organization, owner, Role.OWNER, actor=actor)
    return organization


@transaction.atomic
def change_organization(organization: Organization, *, actor: User | str, **changes: Any) -> list[str]:
    """Set fields to new values; returns the names of those that really changed, which alone are logged."""
    before = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    changed = [name for name, value in changes.items() if getattr(before, name) != value]
    if changed:
        for name in changed:
            setattr(organization, name, changes[name])
        organization.full_clean()
        organization.save(update_fields=changed)
        done(organization, actor, "organization.changed", organization, fields=changed)
    return changed


def set_autonomy(organization: Organization, level: Autonomy, *, actor: User | str) -> None:
    """Say how far the agents may go alone."""
    with transaction.atomic():
        before = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk).autonomy
        if before != level:
            Organization.objects.filter(pk=organization.pk).update(autonomy=level)
            done(organization, actor, "organization.autonomy_set", organization, before=before, after=str(level))
    organization.autonomy = level


def pause_organization(organization: Organization, *, actor: User | str) -> bool:
    """Stop every send of the organization at once; False when it stood still already."""
    return _set_paused(organization, True, actor)


def resume_organization(organization: Organization, *, actor: User | str) -> bool:
    """Let the organization's work go on; False when it was not paused."""
    return _set_paused(organization, False, actor)


def _set_paused(organization: Organization, paused: bool, actor: User | str) -> bool:
    organization.paused_at = clock.now() if paused else None
    with transaction.atomic():
        running = Organization.objects.filter(pk=organization.pk, paused_at__isnull=paused)
        changed = running.update(paused_at=organization.paused_at) == 1
        if changed:
            done(organization, actor, "organization.paused" if paused else "organization.resumed", organization)
    return changed


@transaction.atomic
def delete_organization(organization: Organization, *, actor: User | str) -> None:
    """Remove an organization with all its rows; what the log holds of it stays."""
    append(organization, actor, "organization.deleted", organization, why={"is_demo": organization.is_demo})
    organization.delete()


def _free_slug(name: str) -> str:
    base = slugify(name)[:40] or "organization"
    taken = set(Organization.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
