"""The Python client: up to date, and at work against a server."""

import base64
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.management import call_command
from quotahit_client import ApiProblem, QuotaHit

from crm.models import Contact
from quotahit.accounts.api_keys import create_key
from quotahit.accounts.models import Membership, User
from quotahit.console.api_client import stale
from tests.crm.attachments.samples import PDF


def test_the_client_says_what_the_api_offers() -> None:
    assert stale() == [], "run bin/manage api_client"
    call_command("api_client", "--check")


@pytest.fixture
def client_of(live_server, transactional_db: None, alice: User) -> Iterator[QuotaHit]:
    cache.clear()
    key = create_key(Membership.objects.get(user=alice), "Client", ["read", "write", "send"], actor=alice).secret
    with QuotaHit(live_server.url, key) as api:
        yield api


def test_a_lead_goes_its_way_by_the_client(client_of: QuotaHit, alice: User) -> None:
    api = client_of
    contact = api.contacts.create(first_name="Erin", emails=["erin@x.example"], company_name="X Ltd", custom={"a": 1})
    assert contact is not None
    assert (contact.company_name, contact.custom) == ("X Ltd", {"a": 1})
    seen = api.contacts.get(contact.id)
    changed = api.contacts.change(contact.id, title="CEO", owner=alice.pk, if_match=seen.etag)
    assert changed is not None
    assert (changed.title, changed.owner_name) == ("CEO", "Alice")
    with pytest.raises(ApiProblem) as stale_change:
        api.contacts.change(contact.id, title="CFO", if_match=seen.etag)
    assert (stale_change.value.status, stale_change.value.code) == (412, "changed_meanwhile")
    deals = [api.deals.create(name="D", amount=Decimal("10.50"), contact=contact.id, idempotency_key="1") for _ in "ab"]
    assert deals[0] is not None
    assert deals[1] is not None
    assert (deals[0].id, deals[0].amount) == (deals[1].id, Decimal("10.50"))
    won = next(stage for stage in api.stages.each() if stage.kind == "won")
    moved = api.deals.move(deals[0].id, stage=won.id)
    assert moved is not None
    assert moved.closed_at is not None
    assert (
        next(api.events.each(subject_type="crm.contact", subject_id=contact.id, ordering="id")).type
        == "contact.created"
    )
    assert api.organization.get().slug == "acme"


def test_pages_are_walked_and_many_are_made(client_of: QuotaHit) -> None:
    done = client_of.contacts.bulk(items=[{"first_name": f"N{at}"} for at in range(7)] + [{"nonsense": 1}])
    assert (done.succeeded, done.failed) == (7, 1)
    assert done.results[-1].problem is not None
    assert len(list(client_of.contacts.each(limit=3))) == Contact.objects.count() == 7


def test_a_refusal_is_an_exception_that_names_the_field(client_of: QuotaHit) -> None:
    with pytest.raises(ApiProblem) as refused:
        client_of.contacts.create(country="nowhere")
    assert refused.value.status == 400
    assert refused.value.errors[0]["pointer"] == "#/country"


def test_a_limit_is_waited_for(live_server, client_of: QuotaHit, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("quotahit_client.transport.time.sleep", waits.append)
    settings.API_REQUESTS_PER_MINUTE = 0
    with pytest.raises(ApiProblem) as limited:
        client_of.contacts.page()
    assert limited.value.status == 429
    assert len(waits) == 2
    assert all(0 < wait <= 60 for wait in waits)


def test_a_file_comes_back_byte_by_byte_and_goes(client_of: QuotaHit) -> None:
    contact = client_of.contacts.create(first_name="Erin")
    assert contact is not None
    content = base64.b64encode(PDF).decode()
    kept = client_of.files.create(contact=contact.id, name="offer.pdf", content=content)
    assert kept is not None
    assert client_of.files.content(kept.id) == PDF
    client_of.files.delete(kept.id, if_match=client_of.files.get(kept.id).etag)
    assert list(client_of.files.each()) == []
