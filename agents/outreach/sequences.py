"""Starting the sequences that rules name."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from crm.models import Contact
from outreach.enrollments import enroll
from outreach.models import Sequence as Flow
from quotahit.accounts.models import Organization

ACTOR = "agent:outreach"


def start_sequence(contact: Contact, code: str) -> dict[str, Any]:
    """Enrol the contact in the organization's active sequence of this code; codes say what came of it."""
    return start_sequences([(contact, code)])[0]


def start_sequences(wanted: Sequence[tuple[Contact, str]]) -> list[dict[str, Any]]:
    """Enrol each contact in the sequence of its code, those of one sequence at once; what came of each, in order."""
    together: dict[tuple[Organization, str], list[int]] = defaultdict(list)
    for contact, code in wanted:
        together[contact.organization, code].append(contact.pk)
    outcomes = {(ours, code): _start(ours, code, ids) for (ours, code), ids in together.items()}
    return [outcomes[contact.organization, code][contact.pk] for contact, code in wanted]


def _start(organization: Organization, code: str, contact_ids: list[int]) -> dict[int, dict[str, Any]]:
    sequence = Flow.objects.for_organization(organization).filter(code=code, is_active=True).first()
    if sequence is None:
        return {pk: {"skipped": "NO_SEQUENCE"} for pk in contact_ids}
    skipped = enroll(organization, set(contact_ids), sequence, actor=ACTOR).skipped
    return {
        pk: {"sequence_id": sequence.pk, "enrolled": int(pk not in skipped), "skipped": skipped.get(pk)}
        for pk in contact_ids
    }
