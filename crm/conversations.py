"""The inbox's acts: what was heard opens a conversation, and people read, assign, put off and put away."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import Direction
from crm.errors import UnknownPersonError
from crm.models import Contact, Conversation, Interaction
from crm.notify import notify
from quotahit import clock
from quotahit.accounts.models import Membership, User
from quotahit.audit.log import append
from quotahit.push import tell_organization

WORDS_OF_PEOPLE = ("", "human")  # outcomes of what came in; machines' mail opens no conversation
TOPIC = "inbox"


def heard(rows: Iterable[Interaction]) -> None:
    """Open the conversations of those from whom something came in, in the transaction that writes the timeline."""
    newest: dict[int, Interaction] = {}
    for row in rows:
        if row.direction == Direction.INBOUND and row.outcome in WORDS_OF_PEOPLE:
            newest[row.contact_id] = max(row, newest.get(row.contact_id, row), key=lambda one: (one.at, one.pk))
    if not newest:
        return
    owners = dict(Contact.objects.filter(pk__in=newest).values_list("pk", "owner"))
    Conversation.objects.bulk_create(
        [
            Conversation(
                organization_id=row.organization_id,
                contact_id=contact_id,
                heard_at=row.at,
                interaction_id=row.pk,
                channel=row.channel,
                assignee_id=owners.get(contact_id),
            )
            for contact_id, row in sorted(newest.items())
        ],
        update_conflicts=True,
        unique_fields=["contact"],
        update_fields=["heard_at", "interaction_id", "channel", "read_at", "snoozed_until", "done_at"],
    )
    for organization_id in {row.organization_id for row in newest.values()}:
        tell_organization(organization_id, TOPIC)


def mark_read(conversation: Conversation, *, actor: object, unread: bool = False) -> None:
    """It was read, or is to count as unread again."""
    _change(conversation, None, actor, read_at=None if unread else clock.now())


def assign(conversation: Conversation, user: User | None, *, actor: object) -> None:
    """Give it to a member, who is told, or to nobody. UnknownPersonError for who is no member."""
    if (
        user is not None
        and not Membership.objects.filter(organization=conversation.organization_id, user=user).exists()
    ):
        raise UnknownPersonError(gettext("Only a member of the organization can see to a conversation."))
    with transaction.atomic():
        _change(conversation, "conversation.assigned", actor, assignee=user)
        if user is not None and user != actor:
            title = format_lazy(_("{contact} is yours in the inbox"), contact=str(conversation.contact))
            link = f"/inbox/{conversation.contact_id}/"
            notify(conversation.organization, [user], kind="assigned", title=title, link=link)


def snooze(conversation: Conversation, until: datetime, *, actor: object) -> None:
    """Put it out of sight until then, or until something is heard. ValueError for a time that has passed."""
    if until <= clock.now():
        raise ValueError(gettext("That time has passed already."))
    _change(conversation, "conversation.snoozed", actor, snoozed_until=until, read_at=clock.now())


def put_away(conversation: Conversation, *, actor: object) -> None:
    """There is nothing left to do; a new word opens it again."""
    _change(conversation, "conversation.done", actor, done_at=clock.now(), read_at=clock.now())


def bring_back(conversation: Conversation, *, actor: object) -> None:
    """Take back that it was put off or away."""
    _change(conversation, "conversation.reopened", actor, done_at=None, snoozed_until=None)


def _change(conversation: Conversation, act: str | None, actor: object, **changes: Any) -> None:
    """Reading is nobody's act but a glance: it leaves no line in the log."""
    with transaction.atomic():
        Conversation.objects.filter(pk=conversation.pk).update(**changes)
        if act:
            append(conversation.organization_id, actor, act, conversation, why={"contact_id": conversation.contact_id})
        for name, value in changes.items():
            setattr(conversation, name, value)
        tell_organization(conversation.organization_id, TOPIC)
