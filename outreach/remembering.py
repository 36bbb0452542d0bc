"""What outreach adds to the memory of a contact: the last mail that left, and what became of it."""

from collections.abc import Collection
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value, Window
from django.db.models.functions import Cast, Concat, RowNumber

from crm.choices import Channel, Engagement
from crm.memory.loading import SentMail, register_last_mails
from crm.models import EngagementEntry
from outreach.choices import MailKind
from outreach.models import Delivery, InboundMessage
from quotahit.workflow.outgoing import Fate


@register_last_mails
def last_mails(contact_ids: Collection[int]) -> QuerySet[Any, Any]:
    """The last mail to each of these contacts; what a machine opened or clicked counts for nothing."""
    newest = Window(RowNumber(), partition_by=[F("contact")], order_by=[F("settled_at").desc(), F("pk").desc()])
    mails = Delivery.objects.filter(contact__one_of=contact_ids, channel=Channel.EMAIL, status=Fate.SENT)
    states = {
        "is_bounced": _came_back(MailKind.BOUNCE),
        "is_answered": _came_back(MailKind.HUMAN),
        "is_clicked": _did(Engagement.EMAIL_CLICKED),
        "is_opened": _did(Engagement.EMAIL_OPENED),
    }
    last = mails.annotate(place=newest, **states).filter(place=1)
    columns = ("settled_at" if name == "at" else name for name in SentMail._fields)
    return last.values_list(*columns)


def _came_back(kind: MailKind) -> Exists:
    return Exists(InboundMessage.objects.filter(delivery_id=OuterRef("pk"), contact=OuterRef("contact"), kind=kind))


def _did(kind: Engagement) -> Exists:
    source = Concat(Value("delivery:"), Cast(OuterRef("pk"), CharField()))
    mine = EngagementEntry.objects.filter(contact=OuterRef("contact"), kind=kind, is_machine=False, source=source)
    return Exists(mine)
