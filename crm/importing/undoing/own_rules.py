"""What the records themselves mind: what people did about a record, and chains that run for it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from crm.importing.undoing.hooks import UndoHook, register_undo_hook
from crm.importing.undoing.leaving import Leaving
from crm.importing.undoing.outcome import Stays
from crm.models import Contact, Deal, Hold, Import, Interaction, Merge, Share, Task
from crm.subjects import CONTACT
from quotahit.workflow.approvals import withdraw
from quotahit.workflow.errors import ApprovalClosed
from quotahit.workflow.models import Approval
from quotahit.workflow.pausing import cancel_runs

BY_AGENTS = "agent:"


def about_people(job: Import, ids: Sequence[int], leaving: Leaving) -> Mapping[Stays, set[int]]:
    """Conversations, deals, tasks that a person set, merges, holds and shares."""
    with_them = leaving.activities(job)
    rows = {
        Stays.HEARD: Interaction.objects.exclude(with_them),
        Stays.DEAL: Deal.objects.exclude(pk__one_of=sorted(leaving.deals)),
        Stays.TASK: Task.objects.exclude(with_them).exclude(created_by__startswith=BY_AGENTS),
        Stays.MERGED: Merge.objects.all(),
        Stays.HELD: Hold.objects.all(),
        Stays.SHARED: Share.objects.all(),
    }
    return {
        why: set(found.filter(contact__one_of=ids).values_list("contact_id", flat=True)) for why, found in rows.items()
    }


def about_firms(job: Import, ids: Sequence[int], leaving: Leaving) -> Mapping[Stays, set[int]]:
    """Deals, merges and shares, and people who stay."""
    rows = {
        Stays.DEAL: Deal.objects.exclude(pk__one_of=sorted(leaving.deals)),
        Stays.MERGED: Merge.objects.all(),
        Stays.SHARED: Share.objects.all(),
        Stays.IN_USE: Contact.objects.exclude(pk__one_of=sorted(leaving.contacts)),
    }
    return {
        why: set(every.filter(company__one_of=ids).values_list("company_id", flat=True)) for why, every in rows.items()
    }


def about_deals(job: Import, ids: Sequence[int], leaving: Leaving) -> Mapping[Stays, set[int]]:
    """What was said about a deal, tasks that a person set, and shares."""
    with_them = leaving.activities(job)
    rows = {
        Stays.HEARD: Interaction.objects.exclude(with_them),
        Stays.TASK: Task.objects.exclude(with_them).exclude(created_by__startswith=BY_AGENTS),
        Stays.SHARED: Share.objects.all(),
    }
    return {why: set(found.filter(deal__one_of=ids).values_list("deal_id", flat=True)) for why, found in rows.items()}


ABOUT = {"contact": about_people, "company": about_firms, "deal": about_deals}


def end_what_waits(label: str, ids: Sequence[int], actor: object) -> None:
    """Cancel the chains about these records, and take back what is being asked about them."""
    cancel_runs(label, ids, actor=actor)
    for approval in Approval.objects.waiting().filter(subject_type=label, subject_id__in=ids):
        with suppress(ApprovalClosed):  # it was just answered
            withdraw(approval, actor=actor)


def nobody(ids: Sequence[int]) -> Mapping[Stays, set[int]]:
    """Whom the records mind is asked of `ABOUT`, which knows of the import too."""
    return {}


def before_delete(ids: Sequence[int], actor: object) -> None:
    end_what_waits(CONTACT, ids, actor)


register_undo_hook(UndoHook("crm", nobody, before_delete))
