"""Telling members something: a row in their bell, shown live on the pages that they have open."""

from collections.abc import Iterable

from django.db import transaction

from crm.models import Notification
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User
from quotahit.audit.log import append
from quotahit.push import tell_user


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
    """Notify those of `users` who are members; whoever has had a notification with this `key` gets no second one."""
    wanted = {user.pk for user in users if user is not None}
    members = Membership.objects.filter(organization=organization, user__in=wanted).values_list("user_id", flat=True)
    with transaction.atomic():
        rows = Notification.objects.bulk_create(
            Notification(
                organization=organization,
                user_id=user_id,
                kind=kind,
                title=title[:200],
                body=body,
                link=link,
                urgency=urgency,
                key=key,
            )
            for user_id in sorted(set(members) - _told(key, wanted))
        )
        if rows:
            append(organization, "system:notify", "members.notified", why={"kind": kind, "count": len(rows)})
        for row in rows:
            tell_user(row.user_id, "notifications", [row.pk])
    return rows


def notify_role(organization: Organization, least: Role, **message: str | None) -> list[Notification]:
    """Notify every member whose role is `least` or higher; `message` as in `notify`."""
    members = Membership.objects.filter(organization=organization).select_related("user")
    return notify(organization, [member.user for member in members if member.may(least)], **message)  # type: ignore[arg-type]


def mark_read(user: User, organization: Organization) -> int:
    """Mark all notifications of this member as read; returns how many were unread."""
    return Notification.objects.filter(organization=organization, user=user, read_at=None).update(read_at=clock.now())


def _told(key: str | None, user_ids: set[int]) -> set[int]:
    if key is None:
        return set()
    return set(Notification.objects.filter(key=key, user__in=user_ids).values_list("user_id", flat=True))
