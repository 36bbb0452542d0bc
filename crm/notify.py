"""Telling members something: a row in their bell, shown live on the pages that they have open."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from crm.models import Contact, Notification
from crm.noticing.kinds import kind_of
from crm.noticing.wishes import mail_at, rings, wishes_of
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User
from quotahit.audit.log import append
from quotahit.languages import speaking
from quotahit.push import tell_user

TOPIC = "notifications"


def notify(
    organization: Organization,
    users: Iterable[User | None],
    *,
    kind: str,
    title: str,
    body: str = "",
    link: str = "",
    urgency: str = "normal",
    key: str | None = None,
) -> list[Notification]:
    """Notify those of `users` who are members; whoever has had a notification with this `key` gets no second one.

    A title or body that is lazy is told to each in their own language. Whether it rings, and whether and when it is
    mailed, is as each of them wishes (crm.noticing); who does not want it rung finds it in the list, as read. Of a
    demo's invented people nothing is mailed.
    """
    wanted = {user.pk for user in users if user is not None}
    members = Membership.objects.filter(organization=organization, user__in=wanted).order_by("user")
    told, wishes, now = _told(key, wanted), wishes_of(organization, wanted), clock.now()
    about = kind_of(kind)
    with transaction.atomic():
        rows = Notification.objects.bulk_create(
            Notification(
                organization=organization,
                user_id=user_id,
                kind=kind,
                title=_said(title, language)[:200],
                body=_said(body, language),
                link=link,
                urgency=urgency,
                key=key,
                created_at=now,
                read_at=None if rings(wishes[user_id], about) else now,
                mail_at=None if organization.is_demo else mail_at(wishes[user_id], about, urgency, now, zone),
            )
            for user_id, language, zone in members.values_list("user_id", "user__language", "user__zone")
            if user_id not in told
        )
        if rows:
            append(organization, "system:notify", "members.notified", why={"kind": kind, "count": len(rows)})
        for row in rows:
            if row.read_at is None:
                tell_user(row.user_id, TOPIC)
    return rows


def notify_role(organization: Organization, least: Role, **message: str | None) -> list[Notification]:
    """Notify every member whose role is `least` or higher; `message` as in `notify`."""
    members = Membership.objects.filter(organization=organization).select_related("user")
    return notify(organization, [member.user for member in members if member.may(least)], **message)  # type: ignore[arg-type]


def notify_owner(contact: Contact, *, least: Role = Role.MANAGER, **message: str | None) -> list[Notification]:
    """Notify whoever looks after the contact, where nobody does everybody whose role is `least` or higher; `message`
    as in `notify`."""
    if contact.owner is not None:
        return notify(contact.organization, [contact.owner], **message)  # type: ignore[arg-type]
    return notify_role(contact.organization, least, **message)


def mark_read(user: User, organization: Organization, *, of: Q | None = None) -> int:
    """Mark all notifications of this member, or those `of` a kind, as read; returns how many were unread.

    What has been read in the bell need not be mailed any more.
    """
    unread = Notification.objects.filter(of or Q(), organization=organization, user=user, read_at=None)
    read = unread.update(read_at=clock.now(), mail_at=None)
    if read:
        tell_user(user.pk, TOPIC)
    return read


def _said(text: str, language: str) -> str:
    with speaking(language):
        return str(text)


def _told(key: str | None, user_ids: set[int]) -> set[int]:
    if key is None:
        return set()
    return set(Notification.objects.filter(key=key, user__in=user_ids).values_list("user_id", flat=True))
