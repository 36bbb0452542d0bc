"""What a new organization begins with, and what is left to clean up when one goes."""

from django.db import transaction

from crm.models import Company, Contact, Deal
from crm.pipelines import ensure_default
from crm.profiles import ensure_profile
from quotahit.accounts.models import Organization


def set_up_organization(organization: Organization) -> None:
    """Give an organization its pipeline, seller profile and scoring profile; what is there already stays."""
    with transaction.atomic():
        ensure_default(organization)
        ensure_profile(organization)


def forget_history(organization_id: int) -> int:
    """Delete the field history of an organization that is gone, which no foreign key reaches; returns the rows."""
    return sum(model.history.filter(organization_id=organization_id).delete()[0] for model in (Contact, Company, Deal))
