"""Opening a record to a member or a team who would not see it, and closing it again."""

from django.db import transaction

from crm.journal import enter
from crm.models import Company, Contact, Deal, Share
from quotahit.accounts.models import Team, User

Record = Contact | Company | Deal


def share(record: Record, *, actor: object, user: User | None = None, team: Team | None = None) -> Share:
    """Let this member or this team see the record, and what hangs on it; sharing it again changes nothing."""
    noun = str(record._meta.model_name)
    key = share_key(record, user.pk if user else None, team.pk if team else None)
    with transaction.atomic():
        made, is_new = Share.objects.get_or_create(
            organization=record.organization, key=key, defaults={noun: record, "user": user, "team": team}
        )
        if is_new:
            enter(record.organization, f"{noun}.shared", record, actor=actor, payload=_with(made))
    return made


def share_key(record: Record, user_id: int | None, team_id: int | None) -> str:
    """The record and whom it is shared with, by which nothing is shared twice."""
    return f"{record._meta.model_name}:{record.pk} user:{user_id or '-'} team:{team_id or '-'}"


def unshare(given: Share, *, actor: object) -> None:
    """Take it back; who owns the record, or sees all, sees it still."""
    record = given.record
    with transaction.atomic():
        noun = record._meta.model_name
        enter(record.organization, f"{noun}.unshared", record, actor=actor, payload=_with(given))
        given.delete()


def _with(given: Share) -> dict[str, int | None]:
    return {"user_id": given.user_id} if given.user_id else {"team_id": given.team_id}
