"""What Dana, with whom the qualifier talks, and the product do."""

from decimal import Decimal
from typing import Any

from agents.models import QualifierTalk
from crm.models import Contact
from crm.price_list import PriceLine
from outreach.models import Delivery
from quotahit.workflow.outgoing import Fate
from tests.console.loop import answer

PRICE = PriceLine(item="Team plan", price=Decimal(49), currency="EUR", unit="user and month", floor=Decimal(39))
PHONE, PROFILE = "+12125550147", "https://www.linkedin.com/in/dana-fox"
HOSTING = "All data is stored in Frankfurt."
NEED, BUDGET = "We lose two hours a day because routes are planned on paper.", "We have set aside 12,000 euros."
AUTHORITY, TIMELINE = "I decide that myself.", "It has to be live in four weeks."
ASKS_NEED = "What would you most like to change about how this works for you today?"
ASKS_BUDGET = "What range have you set aside for this?"
ASKS_AUTHORITY = "Who else would want to have a say before you go ahead?"
ASKS_TIMELINE = "By when would you like this to be up and running?"
ASKS_FOR_A_CALL = "Which two times in the next days would suit you for a short call?"


def scored(contact: Contact, fit: int) -> None:
    Contact.objects.filter(pk=contact.pk).update(fit=fit)
    contact.refresh_from_db()


def say(dana: Contact, text: str) -> Delivery | None:
    """Dana answers what she was sent last; the message that the product makes of it."""
    known = set(Delivery.objects.filter(contact=dana).values_list("pk", flat=True))
    answer(Delivery.objects.filter(contact=dana, status=Fate.SENT).latest("pk"), text)
    return Delivery.objects.filter(contact=dana).exclude(pk__in=known).first()


def said(dana: Contact, text: str) -> str:
    """The same for a message that was sent at once; its text."""
    sent = say(dana, text)
    assert sent is not None, "nothing was answered"
    assert sent.status == Fate.SENT, (sent.status, sent.explanation, sent.body)
    return sent.body


def the_talk(dana: Contact) -> QualifierTalk:
    return QualifierTalk.objects.filter(contact=dana).latest("pk")


def writing(model_server: Any, **words: str) -> None:
    """The model writes these words where the qualifier asks for some, and gives no answer that fits elsewhere."""

    def obeys(question: dict[str, Any]) -> dict[str, str]:
        schema = question["response_format"]["json_schema"]["schema"]
        return words if {"body", "question"} <= schema["properties"].keys() else {}

    model_server.obeys = obeys
