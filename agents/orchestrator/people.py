"""Whom an agent turns to."""

from crm.models import Contact, Deal
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, User


def owners_of(contact: Contact | None, deal: Deal | None = None) -> list[User]:
    """The owner of the deal or the contact; without one everybody who manages, the longest-serving first."""
    for record in (deal, contact):
        if record is not None and record.owner is not None:
            return [record.owner]
    organization_id = (contact or deal).organization_id  # type: ignore[union-attr]
    managing = Membership.objects.filter(organization=organization_id, role__in=[Role.OWNER, Role.MANAGER])
    return [membership.user for membership in managing.select_related("user").order_by("pk")]
