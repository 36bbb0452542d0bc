"""What the records do by themselves when something happens. Listeners write rows only, set-based."""

from collections import defaultdict
from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from crm.choices import Lifecycle
from crm.marking import set_lifecycle
from crm.organizations import forget_history, set_up_organization
from quotahit.accounts.models import Organization
from quotahit.events.models import Event
from quotahit.events.record import listens_to


@listens_to("organization.created")
def furnish(events: list[Event]) -> None:
    """A new organization gets its pipeline and profiles."""
    for event in events:
        set_up_organization(event.organization)


@listens_to("deal.won")
def welcome_customers(events: list[Event]) -> None:
    """Who bought is a customer."""
    buyers: dict[Organization, list[int]] = defaultdict(list)
    for event in events:
        if event.payload["contact_id"]:
            buyers[event.organization].append(event.payload["contact_id"])
    for organization, ids in buyers.items():
        set_lifecycle(organization, ids, Lifecycle.CUSTOMER, actor="system:deals")


@receiver(post_delete, sender=Organization)
def clean_up(instance: Organization, **kwargs: Any) -> None:
    """The history of a deleted organization's records goes with it."""
    forget_history(instance.pk)
