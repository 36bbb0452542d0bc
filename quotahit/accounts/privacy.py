"""What is held about a person in the lowest rooms: invitations, sign-in sessions, the console's own log."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from quotahit.accounts.models import ApiAnswer, Invitation
from quotahit.accounts.retention import Files, Rows, keep
from quotahit.accounts.subjects.holdings import Holding, Room, Treatment, register
from quotahit.accounts.subjects.subject import Subject
from quotahit.audit.models import AuditEntry

MEMBERS = _("Our own members and settings; who leaves is removed on the members' page.")
OF_MEMBERS = (
    *("User", "User_groups", "User_user_permissions", "Organization", "Team", "Membership", "Credential", "ApiKey"),
)
OF_DJANGO = ("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType")
FRAME = _("Django's own tables: they name permissions and kinds of rows, never people outside.")
LOG = _("The append-only log holds ids, codes and numbers; it proves what was done, the erasure too (GDPR 17(3)(e)).")


def _invitations(subject: Subject) -> QuerySet:
    """Those that never led to a membership: an accepted one belongs to a member."""
    emails = [key for kind, key in subject.addresses if kind == "email"]
    return Invitation.objects.filter(organization=subject.organization, accepted_at=None).filter(email__in=emails)


def _log_entries(subject: Subject) -> QuerySet:
    condition = Q(pk__in=[])
    for label in {model for model, _ids in subject.references}:
        app, _dot, model = label.partition(".")
        kind = ContentType.objects.filter(app_label=app, model=model).first()
        ids = [str(row_id) for row_id in subject.ids(label)]
        condition |= Q(content_type=kind, object_id__in=ids) if kind else Q(pk__in=[])
    return LogEntry.objects.filter(condition)


def _acts(subject: Subject) -> QuerySet:
    mine = AuditEntry.objects.filter(organization_id=subject.organization.pk)
    actors = [f"contact:{row_id}" for row_id in subject.ids("crm.contact")]
    return mine.filter(subject.about() | Q(actor__in=actors))


def clear_sessions(subject: Subject, actor: object) -> Mapping[str, int]:
    """Take the person out of what is kept for visitors: sentences that wait to be shown, searches, choices."""
    cleared = 0
    for session in Session.objects.iterator():
        held = session.get_decoded()
        left = subject.mentions.taken_out(held)
        if left != held:
            Session.objects.filter(pk=session.pk).update(session_data=SessionStore().encode(left))
            cleared += 1
    return {"sessions": cleared} if cleared else {}


def clear_visitors(subject: Subject, actor: object) -> Mapping[str, int]:
    """Sessions, and what programs were answered within the last day, which may name the person in any of its words."""
    cleared = clear_sessions(subject, actor)
    forgotten, _ = ApiAnswer.objects.filter(organization=subject.organization).delete()
    return {**cleared, "api_answers": forgotten} if forgotten else cleared


def _member_mail() -> list[Path]:
    folder = Path(settings.MAIL_FOLDER)
    return [file for file in folder.iterdir() if file.is_file()] if folder.is_dir() else []


def remove_member_mail(subject: Subject, actor: object) -> Mapping[str, int]:
    """Without a mail server, mail to members is a file each; those that name the person go."""
    files = [file for file in _member_mail() if subject.mentions.found_in(file.read_bytes())]
    for file in files:
        file.unlink()
    return {"files": len(files)} if files else {}


register(
    Room(
        "accounts",
        (
            Holding("audit.AuditEntry", Treatment.KEPT, LOG, find=_acts, named=False),
            Holding("audit.AuditSeal", Treatment.KEPT, LOG, named=False),
            Holding("audit.Unsealed", Treatment.KEPT, LOG, named=False),
            Holding(
                "accounts.Invitation", Treatment.DELETED, _("Invitations that were not accepted."), find=_invitations
            ),
            Holding(
                "admin.LogEntry", Treatment.DELETED, _("What members did in the console's forms."), find=_log_entries
            ),
            Holding(
                "sessions.Session", Treatment.CLEARED, _("What is kept for visitors while they are here."), named=False
            ),
            Holding(
                "accounts.ApiAnswer",
                Treatment.CLEARED,
                _("What programs were answered within a day, so that asking twice acts once; all of it goes."),
                named=False,
            ),
            *(Holding(f"accounts.{model}", Treatment.NOTHING, MEMBERS) for model in OF_MEMBERS),
            *(Holding(model, Treatment.NOTHING, FRAME) for model in OF_DJANGO),
        ),
        erase=clear_visitors,
        clean=remove_member_mail,
    )
)


def _closed_invitations(before: datetime) -> list[QuerySet]:
    closed = Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    return [Invitation.objects.filter(closed)]


keep(
    Rows("invitations", _("Invitations that were accepted, withdrawn or have run out."), 180, due=_closed_invitations),
    Rows(
        "sessions", _("Sign-in sessions that have run out."), 0,
        due=lambda before: [Session.objects.filter(expire_date__lt=before)],
    ),
    Rows(
        "console_log", _("What members did in the console's forms."), 1095,
        due=lambda before: [LogEntry.objects.filter(action_time__lt=before)],
    ),
    Rows(
        "api_answers", _("What programs were answered to requests that named themselves."), 1,
        due=lambda before: [ApiAnswer.objects.filter(created_at__lt=before)],
    ),
    Files("member_mail", _("Mail to members that no server took, as files."), 30, due=_member_mail),
)  # fmt: skip
