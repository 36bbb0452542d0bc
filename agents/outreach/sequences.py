"""Starting the sequence that a rule names."""

from typing import Any

from crm.models import Contact
from outreach.enrollments import enroll
from outreach.models import Sequence

ACTOR = "agent:outreach"


def start_sequence(contact: Contact, code: str) -> dict[str, Any]:
    """Enrol the contact in the organization's active sequence of this code; codes say what came of it."""
    sequence = Sequence.objects.for_organization(contact.organization).filter(code=code, is_active=True).first()
    if sequence is None:
        return {"skipped": "NO_SEQUENCE"}
    result = enroll(contact.organization, [contact.pk], sequence, actor=ACTOR)
    return {"sequence_id": sequence.pk, "enrolled": result.enrolled, "skipped": result.skipped.get(contact.pk)}
