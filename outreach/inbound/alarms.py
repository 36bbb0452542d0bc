"""A message that needs a person: nothing leaves for its sender until one of ours has seen to it.

Who answers them in the inbox, or ticks off the task, has seen to it.
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crm.choices import Emotion, HoldKind
from crm.holds import place_hold, release_hold
from crm.models import Contact, Hold
from crm.noticing.kinds import NEEDS_PERSON
from crm.notify import notify_owner
from crm.todo import complete_task, create_task
from crm.understanding import EmotionalAnalysis
from outreach.analysis.flags import LIKENESS
from outreach.inbound.receive import ACTOR
from outreach.models import InboundMessage
from quotahit import clock

READER = "agent:reader"
UPSET = (Emotion.ANGRY, Emotion.FRUSTRATED, Emotion.CONFUSED, Emotion.DISMISSIVE)
KEY = "needs-person:"
KIND = NEEDS_PERSON


def calls_for_a_person(analysis: EmotionalAnalysis) -> bool:
    """Whether agents leave its sender alone: an alarm was named, or who is surely upset writes like those who need one.

    Likeness hears many that need nobody. Who is calm is talked with on; the timeline shows what it looked like.
    """
    is_named = any(why != LIKENESS for why in analysis.why_a_person)
    return is_named or (analysis.needs_human and analysis.emotion in UPSET)


def call_a_person(message: InboundMessage, contact: Contact) -> None:
    """Hold the sender, and put the message on the list of whoever looks after them; once for each message."""
    organization, key = message.organization, f"{KEY}{message.raw_id}"
    if Hold.objects.for_organization(organization).filter(key=key).exists():
        return
    place_hold(organization, contact, HoldKind.PAUSE, by=ACTOR, key=key)
    title = format_lazy(_("{contact} needs an answer from a person"), contact=str(contact))
    create_task(
        organization,
        title=title,
        detail="The agents leave them alone until you have answered or ticked this off.",
        actor=READER,
        contact=contact,
        assignee=contact.owner,
        due_at=clock.now(),
        key=key,
    )
    notify_owner(contact, kind=KIND, title=title, link=f"/inbox/{contact.pk}/", urgency="urgent", key=key)


def seen_to(contact: Contact, *, actor: object) -> None:
    """A person has answered: the task is done, and with it ends the hold."""
    for task in contact.tasks.filter(key__startswith=KEY, done_at=None):
        complete_task(task, actor=actor)
    for hold in standing(contact.organization_id, [contact.pk]):
        release_hold(hold, by=actor)


def standing(organization_id: int, contact_ids: list[int]) -> list[Hold]:
    """The holds of these contacts that wait for a person."""
    holds = Hold.objects.for_organization(organization_id).filter(kind=HoldKind.PAUSE, key__startswith=KEY)
    return list(holds.filter(contact__in=contact_ids, released_at=None))
