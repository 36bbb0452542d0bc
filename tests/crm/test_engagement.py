from datetime import UTC, datetime, timedelta

import pytest

from crm.choices import Engagement
from crm.engagement import HALF_LIFE, earn, engagement_of, fade, worth
from crm.models import Contact, EngagementEntry
from quotahit import clock
from quotahit.accounts.models import Organization
from tests.crm.helpers import events

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("points", "days", "left"),
    [(30, 0, 30), (30, 14, 15), (30, 28, 8), (5, 14, 3), (5, 47, 0), (30, 84, 0), (30, -1, 30)],
)
def test_points_fade_by_half_in_a_half_life(points: int, days: int, left: int) -> None:
    assert worth(points, timedelta(days=days)) == left


def test_each_kind_earns_its_points_and_the_total_is_the_sum_of_the_lines(acme: Organization, dana: Contact) -> None:
    earned = {}
    for days, kind in enumerate(Engagement):
        entry = earn(acme, dana, kind, source="test", key=f"{kind}:1", at=NOON - timedelta(days=days))
        assert entry is not None
        earned[str(kind)] = entry.points
    assert earned == {
        "email_opened": 5,
        "email_clicked": 15,
        "site_visited": 20,
        "positive_reply": 30,
        "resource_downloaded": 20,
        "webinar": 25,
    }
    total, lines = engagement_of(dana, NOON + timedelta(days=5))
    assert total == sum(line.points for line in lines)
    assert [line.points for line in lines] == [4, 11, 14, 20, 13, 15]


def test_a_machine_leaves_a_line_and_earns_nothing(acme: Organization, dana: Contact) -> None:
    with clock.stopped(NOON):
        earn(acme, dana, Engagement.EMAIL_OPENED, source="delivery:1", key="open:1", is_machine=True)
        earn(acme, dana, Engagement.EMAIL_OPENED, source="delivery:1", key="open:1")
        assert earn(acme, dana, Engagement.EMAIL_OPENED, source="delivery:1", key="open:1") is None
        total, lines = engagement_of(dana)
    dana.refresh_from_db()
    assert (total, dana.engagement) == (5, 5)
    assert sorted((line.entry.is_machine, line.points) for line in lines) == [(False, 5), (True, 0)]
    assert [payload["points"] for _, payload in events("engagement.earned")] == [0, 5]


def test_the_stored_total_fades_with_the_ledger(acme: Organization, dana: Contact) -> None:
    with clock.stopped(NOON):
        earn(acme, dana, Engagement.POSITIVE_REPLY, source="test", key="reply:1")
    with clock.stopped(NOON + HALF_LIFE):
        assert fade(batch=1) == 1
        assert fade(batch=1) == 0
    dana.refresh_from_db()
    assert dana.engagement == 15
    with clock.stopped(NOON + 7 * HALF_LIFE):
        assert engagement_of(dana) == (0, [])
        fade()
    dana.refresh_from_db()
    assert dana.engagement == 0
    assert EngagementEntry.objects.count() == 1
