"""What the records do by themselves when something happens. Listeners write rows only, set-based."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from crm.holds import contact_held
from crm.importing.drafts import forget_files
from crm.organizations import forget_history, set_up_organization
from quotahit.accounts.models import Organization
from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.workflow.holds import register_hold_check

register_hold_check(contact_held)


@listens_to("organization.created")
def furnish(events: list[Event]) -> None:
    """A new organization gets its pipeline and profiles."""
    for event in events:
        set_up_organization(event.organization)


@receiver(post_delete, sender=Organization)
def clean_up(instance: Organization, **kwargs: Any) -> None:
    """The history of a deleted organization's records goes with it, and so do the lists that it imported."""
    forget_history(instance.pk)
    forget_files(instance.pk)
