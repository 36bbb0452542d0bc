"""Mail and reports by webhook: signed or refused, stored before the answer, twice delivered and once read."""

import base64
import hashlib
import hmac
import json
import time

import pytest
from pytest_httpserver import HTTPServer

from compliance.choices import Bar
from compliance.models import Suppression
from crm.choices import HoldKind
from crm.models import Hold
from outreach.choices import Transport
from outreach.inbound import webhooks
from outreach.inbound.process import process_waiting
from outreach.mailboxes import store_mailbox_secret
from outreach.models import InboundMessage, Mailbox
from quotahit.events.models import RawInbound
from quotahit.hooks import Hook, Refused

pytestmark = pytest.mark.django_db
KEY = base64.b64encode(b"a secret of thirty-two characters").decode()


@pytest.fixture
def resend(acme, httpserver: HTTPServer) -> Mailbox:
    """A mailbox at Resend, whose API stands on this machine."""
    mailbox = Mailbox.objects.create(
        organization=acme,
        name="Acme",
        address="sales@acme.example",
        transport=Transport.ANYMAIL,
        provider="resend",
        settings={"api_url": httpserver.url_for("/")},
    )
    for name in ("inbound_secret", "signing_secret"):
        store_mailbox_secret(mailbox, name, f"whsec_{KEY}", actor="system:test")
    store_mailbox_secret(mailbox, "api_key", "re_123456789012", actor="system:test")
    return mailbox


def signed(mailbox: Mailbox, kind: str, payload: dict, *, id: str = "msg_1", age: int = 0, key: str = KEY) -> Hook:
    body = json.dumps(payload).encode()
    at = str(int(time.time()) - age)
    content = f"{id}.{at}.".encode() + body
    signature = base64.b64encode(hmac.new(base64.b64decode(key), content, hashlib.sha256).digest()).decode()
    headers = {
        "content-type": "application/json",
        "svix-id": id,
        "svix-timestamp": at,
        "svix-signature": f"v1,{signature}",
    }
    return Hook(("resend", kind, str(mailbox.pk)), "POST", headers, "", body)


def take(hook: Hook) -> None:
    """A delivery that is taken."""
    assert webhooks.take([hook]) == [None]


def refusal(hook: Hook) -> Refused:
    (answer,) = webhooks.take([hook])
    assert isinstance(answer, Refused)
    return answer


RECEIVED = {
    "type": "email.received",
    "created_at": "2026-11-20T15:00:00.000Z",
    "data": {"email_id": "e1", "from": "Dana <dana@globex.example>", "to": ["sales@acme.example"], "subject": "Re: hi"},
}


def test_a_mail_is_stored_its_sender_held_then_fetched_and_read(resend, dana, httpserver):
    httpserver.expect_request("/emails/receiving/e1").respond_with_json(
        {
            "from": "Dana Diaz <dana@globex.example>",
            "to": ["sales@acme.example"],
            "subject": "Re: hi",
            "text": "Could you send me a quote?",
            "headers": {"message-id": "<77@globex.example>"},
        }
    )
    take(signed(resend, "inbound", RECEIVED))
    assert RawInbound.objects.get().status == RawInbound.Status.WAITING
    assert Hold.objects.standing().get(contact=dana).kind == HoldKind.READING
    while process_waiting():
        pass
    assert InboundMessage.objects.get().contact == dana
    assert not Hold.objects.standing().exists()


def test_the_same_delivery_a_second_time_is_one_row(resend):
    for _ in range(2):
        take(signed(resend, "inbound", RECEIVED))
    assert RawInbound.objects.count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        {"key": base64.b64encode(b"another secret of thirty-two chars").decode()},
        {"age": 3600},
    ],
    ids=["another's signature", "an hour old"],
)
def test_what_is_not_freshly_signed_by_the_vendor_is_refused(resend, spoil):
    assert refusal(signed(resend, "inbound", RECEIVED, **spoil)).status == 400
    assert not RawInbound.objects.exists()


def test_a_delivery_without_a_signature_is_refused(resend):
    hook = signed(resend, "inbound", RECEIVED)
    bare = Hook(hook.path, "POST", {"content-type": "application/json"}, "", hook.body)
    assert refusal(bare).status == 400


def test_a_mailbox_without_a_secret_takes_nothing(resend):
    resend.organization.credentials.all().delete()
    assert refusal(signed(resend, "inbound", RECEIVED)).status == 403


@pytest.mark.parametrize(
    "path", [("resend", "inbound", "999999"), ("resend", "other", "1"), ("resend",), ("x", "y", "z")]
)
def test_an_address_of_nobody_is_not_found(resend, path):
    assert refusal(Hook(path, "POST", {}, "", b"{}")).status == 404


def test_a_reported_bounce_closes_the_address(resend, dana, mail_to_dana):
    report = {
        "type": "email.bounced",
        "created_at": "2026-11-20T15:00:00.000Z",
        "data": {
            "email_id": "x",
            "to": ["dana@globex.example"],
            "bounce": {"message": "The recipient's email provider sent a hard bounce message, the address is gone."},
            "headers": [{"name": "X-Metadata", "value": json.dumps({"delivery": str(mail_to_dana.pk)})}],
        },
    }
    take(signed(resend, "tracking", report))
    process_waiting()
    assert Suppression.objects.active().get().reason == Bar.HARD_BOUNCE
    assert dana.emails.get().validity == "invalid"


@pytest.mark.parametrize(("status", "answer"), [(500, "oops"), (200, '{"error": "bad gateway"}')])
def test_a_vendor_that_cannot_be_asked_leaves_the_row_waiting(resend, httpserver, status, answer):
    httpserver.expect_request("/emails/receiving/e1").respond_with_data(answer, status=status)
    take(signed(resend, "inbound", RECEIVED))
    process_waiting()
    row = RawInbound.objects.get()
    assert (row.status, row.attempts) == (RawInbound.Status.WAITING, 1)
    assert not InboundMessage.objects.exists()


def test_a_mail_with_large_attachments_is_taken_whole(resend):
    payload = RECEIVED | {"data": RECEIVED["data"] | {"attachment": "A" * 20_000_000}}
    take(signed(resend, "inbound", payload))
    assert len(RawInbound.objects.get().body) > 20_000_000


def test_a_secret_that_is_set_anew_counts_from_the_next_delivery(resend):
    report = {"type": "email.delivered", "data": {"email_id": "e1"}}
    take(signed(resend, "tracking", report, id="msg_1"))
    fresh = base64.b64encode(b"another secret, of thirty letters").decode()
    store_mailbox_secret(resend, "signing_secret", f"whsec_{fresh}", actor="system:test")
    assert refusal(signed(resend, "tracking", report, id="msg_2")).status == 400
    take(signed(resend, "tracking", report, id="msg_3", key=fresh))


def test_a_mailbox_that_is_switched_off_takes_nothing_more(resend):
    report = {"type": "email.delivered", "data": {"email_id": "e1"}}
    take(signed(resend, "tracking", report, id="msg_1"))
    Mailbox.objects.filter(pk=resend.pk).update(is_active=False)
    assert refusal(signed(resend, "tracking", report, id="msg_2")).status == 404
