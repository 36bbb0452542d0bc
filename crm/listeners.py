"""What the records do by themselves when something happens. Listeners write rows only, set-based."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from crm.attachments.keeping import forget_attachments, forget_file
from crm.holds import contact_held
from crm.importing.drafts import forget_files
from crm.models import Attachment
from crm.organizations import forget_history, set_up_organization
from crm.weighing import weigh
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


@listens_to("interaction.logged", "reply.analyzed", "engagement.earned")
def weigh_anew(events: list[Event]) -> None:
    """What somebody says or does is weighed at once; a machine's open or click says nothing of anybody."""
    weigh({event.subject_id for event in events if event.subject_id and not event.payload.get("is_machine")})


@receiver(post_delete, sender=Organization)
def clean_up(instance: Organization, **kwargs: Any) -> None:
    """The history of a deleted organization's records goes with it, and so do its files."""
    forget_history(instance.pk)
    forget_files(instance.pk)
    forget_attachments(instance.pk)


@receiver(post_delete, sender=Attachment)
def let_go(instance: Attachment, **kwargs: Any) -> None:
    """A file goes with its row, whatever took the row away."""
    forget_file(instance)
