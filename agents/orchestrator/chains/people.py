"""The contacts that runs are about, for many runs at once; one that was merged stands for its former id."""

from collections.abc import Sequence

from crm.merging.aliases import contacts_by_id
from crm.models import Contact
from quotahit.workflow.context import Context


def contacts_of(contexts: Sequence[Context]) -> dict[int, Contact]:
    """The contact of each run that still has one, by the run's id."""
    there = contacts_by_id({one.subject_id for one in contexts if one.subject_type == "crm.contact" and one.subject_id})
    pairs = ((context, there.get(context.subject_id or 0)) for context in contexts)
    return {
        context.run_id: contact
        for context, contact in pairs
        if contact is not None and contact.organization_id == context.organization_id
    }
