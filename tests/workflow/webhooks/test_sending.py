"""What happens is told outside: signed, once, with ids and codes, over real sockets."""

import base64
import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from svix.webhooks import Webhook, WebhookVerificationError

from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event, WebhookEndpoint
from quotahit.events.record import Fact, record, record_many
from quotahit.events.webhooks.endpoints import (
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    disable_endpoint,
    enable_endpoint,
    rotate_secret,
)
from quotahit.events.webhooks.listening import audience
from quotahit.workflow.models import WebhookDelivery
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.tasks import send_webhooks
from quotahit.workflow.webhooks import sending
from quotahit.workflow.webhooks.planning import send_test
from quotahit.workflow.webhooks.replaying import replay
from quotahit.workflow.webhooks.sending import send_due
from tests.beside import TWO_SESSIONS
from tests.workflow.webhooks.conftest import Listener


def _won(organization: Organization, **payload: Any) -> Event:
    event = record(organization, "deal.won", subject=("crm.deal", 7), payload=payload, source="console")
    assert event is not None
    return event


def test_an_event_is_told_and_others_find_its_signature_good(
    acme: Organization, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    event = _won(acme, amount="900.00", currency="USD")

    assert send_due() == 1

    body = listener.verified()
    assert body["type"] == "deal.won"
    assert body["timestamp"] == event.at.isoformat().replace("+00:00", "Z")
    assert body["data"] == {
        "id": event.pk,
        "organization": acme.pk,
        "subject": {"type": "crm.deal", "id": 7},
        "source": "console",
        "payload": {"amount": "900.00", "currency": "USD"},
    }
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts) == (Fate.SENT, 1)
    assert (delivery.answer_status, delivery.answer_text) == (200, "thank you")
    endpoint.refresh_from_db()
    assert endpoint.state == "healthy"
    assert send_due() == 0


def test_a_body_that_was_tampered_with_is_found_out(
    acme: Organization, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    _won(acme)
    send_due()
    request = listener.requests[0]

    with pytest.raises(WebhookVerificationError):
        Webhook(listener.secret).verify(request.get_data() + b" ", dict(request.headers))
    with pytest.raises(WebhookVerificationError):
        listener.verified(secret="whsec_" + base64.b64encode(bytes(32)).decode())


def test_only_what_was_asked_for_is_told(acme: Organization, endpoint: WebhookEndpoint, listener: Listener) -> None:
    record_many(Fact(acme.pk, type_) for type_ in ("deal.won", "deals.odd", "lead.scored", "deal.stage.changed"))

    while send_due():
        pass

    assert sorted(listener.types()) == ["deal.stage.changed", "deal.won"]


@pytest.mark.parametrize(
    ("value", "payloads", "heard"),
    [
        ("hot", [{"band": "hot"}, {"band": "warm"}, {}, {"other": "hot"}], 1),
        (1, [{"band": 1}, {"band": True}, {"band": "1"}], 1),
        (True, [{"band": True}, {"band": 1}, {"band": "true"}], 1),
        (None, [{"band": None}, {}, {"band": 0}], 1),
    ],
)
def test_filters_ask_for_a_value_of_the_same_type(
    acme: Organization, endpoint: WebhookEndpoint, alice: User, value: Any, payloads: list[dict], heard: int
) -> None:
    change_endpoint(endpoint, actor=alice, filters=[{"field": "band", "value": value}])

    record_many(Fact(acme.pk, "deal.won", payload=payload) for payload in payloads)

    assert WebhookDelivery.objects.count() == heard


def test_nobody_hears_what_happens_in_another_organization(
    acme: Organization, rival: Organization, charlie: User, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    create_endpoint(rival, listener.url, ["*"], actor=charlie)
    WebhookDelivery.objects.all().delete()

    _won(acme)
    record(rival, "deal.lost", source="console")

    told = set(WebhookDelivery.objects.values_list("organization", "event_type"))
    assert told == {(acme.pk, "deal.won"), (rival.pk, "deal.lost")}
    assert WebhookDelivery.objects.filter(organization=acme).exclude(endpoint=endpoint).count() == 0


def test_where_nobody_listens_an_event_costs_no_statement_more(
    acme: Organization, rival: Organization, endpoint: WebhookEndpoint
) -> None:
    audience.look()
    with CaptureQueriesContext(connection) as silent:
        record_many([Fact(rival.pk, "deal.won")])
    with CaptureQueriesContext(connection) as heard:
        record_many([Fact(acme.pk, "deal.won")])

    assert not any("webhook" in query["sql"] for query in silent.captured_queries)
    assert sum("webhookendpoint" in query["sql"] for query in heard.captured_queries) == 1


def test_a_first_endpoint_is_noticed_and_so_is_the_last_to_go(
    acme: Organization, alice: User, endpoint: WebhookEndpoint
) -> None:
    _won(acme)
    disable_endpoint(endpoint, actor=alice)
    _won(acme)
    enable_endpoint(endpoint, actor=alice)
    _won(acme)
    assert WebhookDelivery.objects.count() == 2
    delete_endpoint(endpoint, actor=alice)
    _won(acme)
    assert WebhookDelivery.objects.count() == 0


def test_what_is_rolled_back_is_told_to_nobody(acme: Organization, endpoint: WebhookEndpoint) -> None:
    with transaction.atomic():
        _won(acme)
        transaction.set_rollback(True)

    assert send_due() == 0


def test_while_a_secret_rotates_both_are_good_and_then_the_new_one_alone(
    acme: Organization, alice: User, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    new = rotate_secret(endpoint, actor=alice)
    _won(acme)
    send_due()
    assert listener.verified() == listener.verified(secret=new.secret)
    assert len(listener.requests[0].headers["webhook-signature"].split()) == 2

    with clock.stopped(clock.now() + WebhookEndpoint.BOTH_HOLD):
        _won(acme)
        send_due()

    listener.verified(secret=new.secret)
    with pytest.raises(WebhookVerificationError):
        listener.verified()


def test_a_test_event_goes_to_one_endpoint_whatever_it_asks_for(
    acme: Organization, alice: User, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    create_endpoint(acme, listener.url, ["*"], actor=alice)
    WebhookDelivery.objects.all().delete()

    send_test(endpoint, actor=alice)

    heard = WebhookDelivery.objects.filter(event_type="webhook.test")
    assert [delivery.endpoint_id for delivery in heard] == [endpoint.pk]


def test_a_paused_organization_still_tells_its_own_programs(
    acme: Organization, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    Organization.objects.filter(pk=acme.pk).update(paused_at=clock.now())
    _won(acme)

    send_webhooks()

    assert listener.types() == ["deal.won"]


def test_who_dies_between_sending_and_noting_it_sends_again_under_the_same_id(
    acme: Organization, endpoint: WebhookEndpoint, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: Any) -> None:
        raise Killed

    _won(acme)
    with monkeypatch.context() as patch:
        patch.setattr(sending.fates, "settle", killed)
        with pytest.raises(Killed):
            send_due()
    assert send_due() == 0

    with clock.stopped(clock.now() + sending.LEASE):
        assert send_due() == 1

    assert len(listener.requests) == 2
    assert len(set(listener.ids())) == 1
    assert WebhookDelivery.objects.get().status == Fate.SENT


@TWO_SESSIONS
@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_once(acme: Organization, endpoint: WebhookEndpoint, listener: Listener) -> None:
    record_many(Fact(acme.pk, "deal.won", payload={"n": n}) for n in range(100))
    ready = threading.Barrier(2)

    def work() -> None:
        ready.wait()
        while send_due():
            pass
        connections.close_all()

    senders = [threading.Thread(target=work) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert len(listener.ids()) == len(set(listener.ids())) == 100
    assert WebhookDelivery.objects.filter(status=Fate.SENT, attempts=1).count() == 100


def test_a_replay_bears_the_id_that_it_had(
    acme: Organization, alice: User, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    _won(acme)
    send_due()

    replay(WebhookDelivery.objects.get(), actor=alice)
    send_due()

    assert len(listener.requests) == 2
    assert len(set(listener.ids())) == 1


def test_deliveries_of_an_endpoint_that_is_no_more_go_with_it(acme: Organization, endpoint: WebhookEndpoint) -> None:
    """Recorded by somebody who still saw the endpoint."""
    _won(acme)
    WebhookEndpoint.objects.filter(pk=endpoint.pk)._raw_delete("default")

    assert send_due() == 1

    assert WebhookDelivery.objects.count() == 0


def test_every_verb_leaves_its_line_in_the_log_and_no_address_in_it(
    acme: Organization, alice: User, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    change_endpoint(endpoint, actor=alice, description="Our n8n")
    rotate_secret(endpoint, actor=alice)
    disable_endpoint(endpoint, actor=alice)
    enable_endpoint(endpoint, actor=alice)
    delete_endpoint(endpoint, actor=alice)

    entries = AuditEntry.objects.filter(action__startswith="webhook.").order_by("pk")
    acts = [entry.action.partition(".")[2] for entry in entries]
    assert acts == ["created", "changed", "rotated", "disabled", "enabled", "deleted"]
    assert {entry.actor for entry in entries} == {f"user:{alice.pk}"}
    assert listener.url not in str([entry.why for entry in entries])
    told = Event.objects.filter(type__startswith="webhook.").values_list("payload", flat=True)
    assert listener.url not in str(list(told))
