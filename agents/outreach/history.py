"""What an answer may draw on of all that was said with somebody."""

from django.db.models import QuerySet

from crm.choices import Channel
from crm.models import Interaction
from outreach.channels import channel_of
from outreach.models import InboundMessage


def said_before(message: InboundMessage) -> QuerySet[Interaction]:
    """The lines of the contact's timeline but for the message, newest first.

    Who chats has proven nothing: an address that they typed may be somebody else's, whose mails came to stand on the
    same contact. So an answer in a chat draws on the chat alone.
    """
    if message.contact is None:
        return Interaction.objects.none()
    lines = message.contact.interactions.exclude(pk=message.interaction_id).order_by("-at", "-pk")
    return lines.filter(channel=Channel.CHAT) if is_chat(message) else lines


def is_chat(message: InboundMessage) -> bool:
    return channel_of(message) == Channel.CHAT
