"""Webhook endpoints by REST: set up, changed, and their secrets told once."""

import pytest

from quotahit.accounts.choices import Reach, Role
from quotahit.accounts.models import ApiAnswer, Membership, User
from quotahit.events.models import WebhookEndpoint
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db
HOOK = {
    "url": "https://example.com/hook",
    "event_types": ["deal.*"],
    "filters": [{"field": "currency", "value": "EUR"}],
}


def test_an_endpoint_is_made_read_changed_and_its_secret_told_once(api: Caller) -> None:
    made = api.post("/webhooks/", HOOK)
    row = made.json()
    path = f"/webhooks/{row['id']}/"

    assert made.status_code == 201
    assert WebhookEndpoint.objects.get().secrets() == [row.pop("signing_secret")]
    assert api.get(path).json() == row
    assert api.patch(path, {"event_types": ["*"], "filters": []}).json()["event_types"] == ["*"]
    rotated = api.post(f"{path}rotate/").json()
    assert WebhookEndpoint.objects.get().secrets()[0] == rotated["signing_secret"]
    assert api.post(f"{path}disable/").json()["disabled_reason"] == "by_hand"
    assert api.ids("/webhooks/?is_enabled=true") == []
    assert api.post(f"{path}enable/").json()["disabled_at"] is None
    assert "whsec_" not in api.get("/webhooks/").content.decode()


def test_no_secret_is_kept_as_an_answer(api: Caller) -> None:
    refused = api.post("/webhooks/", HOOK, Idempotency_Key="once")

    assert (refused.status_code, refused.json()["code"]) == (400, "not_repeatable")
    assert not WebhookEndpoint.objects.exists()
    assert "whsec_" not in str(list(ApiAnswer.objects.values_list("body", flat=True)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://example.com/"},
        {"url": "https://169.254.169.254/"},
        {"event_types": []},
        {"event_types": ["Deal Won"]},
        {"filters": [{"field": "x", "value": [1]}]},
        {"filters": [{"field": "x", "value": 1, "more": 2}]},
        {"filters": ["x"]},
        {"signing_secret": "whsec_mine"},
    ],
)
def test_what_cannot_be_is_refused(api: Caller, wrong: dict) -> None:
    assert api.post("/webhooks/", HOOK | wrong).status_code == 400
    assert not WebhookEndpoint.objects.exists()


def test_it_takes_a_manager_who_sees_everything(calling: Calling, bob: User) -> None:
    assert calling(bob).post("/webhooks/", HOOK).status_code == 403
    Membership.objects.filter(user=bob).update(role=Role.MANAGER, reach=Reach.TEAM)
    assert calling(bob).post("/webhooks/", HOOK).status_code == 403
    assert not WebhookEndpoint.objects.exists()
