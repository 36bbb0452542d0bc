"""Under which kind outreach files its own notifications, and the one that sums up who ended a sequence unanswered."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import ngettext_lazy

from crm.models import Notification
from crm.noticing.kinds import SEQUENCE_COMPLETED, TROUBLE, file_under
from crm.notify import notify
from outreach.choices import EnrollmentStatus
from outreach.models import Enrollment, Sequence
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, User
from quotahit.languages import spoken_to

LATELY = timedelta(hours=1)
DAY = timedelta(days=1)
file_under(TROUBLE, "delivery_unknown", "mail_refused", "complaint", "mailbox_trouble")


def tell_completed() -> int:
    """Tell how many came to the end of each sequence without an answer, in one notification for each member, sequence
    and day, which is counted on; returns how many were told or told anew.

    Counted from the enrolments themselves, so that it may run at any time, twice, and after a crash.
    """
    now = clock.now()
    finished = Enrollment.objects.filter(status=EnrollmentStatus.FINISHED)
    if not finished.filter(ended_at__gt=now - LATELY).exists():
        return 0
    since = datetime.combine(now.astimezone(UTC).date() - DAY, time(), UTC)
    lines = finished.filter(ended_at__gte=since).annotate(day=TruncDate("ended_at", tzinfo=UTC)).order_by()
    counts: dict[tuple[int, date], dict[int | None, int]] = defaultdict(dict)
    for sequence_id, day, owner_id, count in lines.values_list("sequence", "day", "contact__owner").annotate(
        Count("pk")
    ):
        counts[sequence_id, day][owner_id] = count
    sequences = Sequence.objects.select_related("organization").in_bulk({sequence_id for sequence_id, _ in counts})
    return sum(_tell(sequences[sequence_id], day, found) for (sequence_id, day), found in counts.items())


def _tell(sequence: Sequence, day: date, by_owner: dict[int | None, int]) -> int:
    """Each owner hears of theirs, and who manages of those that are nobody's as well."""
    members = Membership.objects.filter(organization=sequence.organization).select_related("user")
    heard: Counter[User] = Counter()
    for member in members:
        heard[member.user] += by_owner.get(member.user_id, 0)
        heard[member.user] += by_owner.get(None, 0) if member.may(Role.MANAGER) else 0
    key = f"completed:{sequence.pk}:{day}"
    there = {row.user_id: row for row in Notification.objects.filter(key=key, user__in=heard)}
    return sum(_tell_one(sequence, user, count, key, there.get(user.pk)) for user, count in heard.items() if count)


def _tell_one(sequence: Sequence, user: User, count: int, key: str, before: Notification | None) -> bool:
    ended = ngettext_lazy(
        "{count} contact came to the end of {sequence}", "{count} contacts came to the end of {sequence}", count
    )
    title = format_lazy(ended, count=count, sequence=sequence.name)
    link = reverse("admin:outreach_sequence_change", args=[sequence.pk])
    if before is None:
        return bool(
            notify(
                sequence.organization, [user], kind=SEQUENCE_COMPLETED, title=title, link=link, urgency="low", key=key
            )
        )
    with spoken_to(user):
        said = str(title)[:200]
    return bool(Notification.objects.filter(pk=before.pk).exclude(title=said).update(title=said))
