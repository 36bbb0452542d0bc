"""The profile that says which ways leads may take, and what counts for whose they are."""

from crm.models import Contact, SellerProfile
from crm.profiles import ensure_profile


def seller_of(contact: Contact) -> SellerProfile:
    """The seller profile of the contact's organization, made where there is none."""
    ensure_profile(contact.organization)
    return SellerProfile.objects.get(organization=contact.organization)
