"""The set-up page says what is live, simulated or broken; the bell what a member was told; the demo goes when told."""

import pytest
from django.test import Client
from django.urls import reverse

from crm.models import Contact, Notification
from crm.notify import notify
from outreach.choices import Transport
from outreach.mailboxes import set_up_sandbox
from outreach.models import Mailbox
from quotahit import clock
from quotahit.accounts.credentials import secret, store_secret
from quotahit.accounts.members import add_member
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.audit.models import AuditEntry
from quotahit.console.setup_rows import SetUpRows
from quotahit.console.vendors import parts
from quotahit.llm.models import ModelCall

pytestmark = pytest.mark.django_db


def state_of(organization: Organization, name: str) -> tuple[str, str]:
    """State and reason of the part whose name begins so."""
    return next((part.state, part.why) for part in parts(SetUpRows(organization)) if part.name.startswith(name))


def test_a_newcomers_parts_are_simulated_or_missing_and_none_is_broken(as_alice, acme) -> None:
    set_up_sandbox(acme, actor="system:test")
    states = {part.name: part.state for part in parts(SetUpRows(acme))}
    assert states["Models"] == "simulated"
    assert states["Seller profile"] == "missing"
    assert "broken" not in states.values()
    assert state_of(acme, "Mailbox")[0] == "simulated"
    assert "simulated" in as_alice.get(reverse("admin:console_setup")).content.decode()


def test_an_address_in_the_letterhead_is_asked_for(acme) -> None:
    assert state_of(acme, "Postal address")[0] == "live"
    acme.postal_address = " "
    assert state_of(acme, "Postal address")[0] == "missing"


def test_a_mailbox_is_as_live_as_it_was_seen_to_be(acme) -> None:
    mailbox = Mailbox.objects.create(
        organization=acme,
        name="Live",
        address="alice@acme.example",
        transport=Transport.SMTP,
        settings={"smtp_host": "smtp.acme.example"},
    )
    assert state_of(acme, "Mailbox")[0] == "not tried"
    Mailbox.objects.filter(pk=mailbox.pk).update(tested_at=clock.now())
    assert state_of(acme, "Mailbox") == ("broken", "It can send, but IMAP is not set up, so no answer is ever seen.")
    settings = {"smtp_host": "smtp.acme.example", "imap_host": "imap.acme.example"}
    Mailbox.objects.filter(pk=mailbox.pk).update(settings=settings)
    assert state_of(acme, "Mailbox")[0] == "live"
    Mailbox.objects.filter(pk=mailbox.pk).update(trouble="The password was refused.")
    assert state_of(acme, "Mailbox") == ("broken", "The password was refused.")
    Mailbox.objects.filter(pk=mailbox.pk).update(sending_trouble="SMTP is down.")
    assert state_of(acme, "Mailbox") == ("broken", "SMTP is down. The password was refused.")


def press_try(client: Client, vendor: str = "openai") -> str:
    return client.post(reverse("admin:console_setup_try", args=[vendor]), follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_key_alone_says_nothing_and_trying_it_tells(as_alice, acme, alice, model_server) -> None:
    store_secret(acme, "openai", "api_key", "sk-for-tests", actor=alice)
    assert state_of(acme, "Models") == ("not tried", "There is a key, and it has not been used yet.")
    model_server.fails(401)
    assert "The key is refused (401)" in press_try(as_alice)
    assert state_of(acme, "Models")[0] == "broken"
    model_server.says({"result": 4})
    assert "It answers." in press_try(as_alice)
    assert state_of(acme, "Models")[0] == "live"
    acme.monthly_model_budget = 0
    assert "budget" in state_of(acme, "Models")[1]


@pytest.mark.django_db(transaction=True)
def test_a_new_key_is_not_judged_by_the_calls_of_the_old_one(as_alice, acme, alice, model_server) -> None:
    store_secret(acme, "openai", "api_key", "sk-of-yesterday", actor=alice)
    model_server.fails(403)
    press_try(as_alice)
    assert state_of(acme, "Models")[0] == "broken"
    store_secret(acme, "openai", "api_key", "sk-of-today", actor=alice)
    assert state_of(acme, "Models")[0] == "not tried"


@pytest.mark.django_db(transaction=True)
def test_a_model_that_answers_nonsense_is_of_no_use(as_alice, acme, model_server) -> None:
    model_server.says({"result": 4})
    assert "It answers." in press_try(as_alice)
    for _ in range(2):
        model_server.says("Lorem ipsum")
    assert "not what it is asked" in press_try(as_alice)
    assert state_of(acme, "Models")[0] == "broken"


@pytest.mark.django_db(transaction=True)
def test_each_vendor_is_known_by_its_own_calls(as_alice, acme, alice, model_server) -> None:
    store_secret(acme, "perplexity", "api_key", "pplx-for-tests", actor=alice)
    store_secret(acme, "perplexity", "base_url", model_server.url, actor=alice)
    model_server.fails(401)
    assert "Perplexity: The last call failed: The key is refused" in press_try(as_alice, "perplexity")
    assert state_of(acme, "Perplexity")[0] == "broken"
    assert state_of(acme, "Models")[0] == "not tried"


def test_a_key_that_cannot_be_opened_breaks_no_page(as_alice, acme, alice) -> None:
    store_secret(acme, "openai", "api_key", "sk-for-tests", actor=alice)
    acme.credentials.update(key_id="lost")
    assert "cannot be opened" in state_of(acme, "Models")[1]
    assert as_alice.get(reverse("admin:console_setup")).status_code == 200


@pytest.mark.parametrize("name", ["base_url", "model"])
@pytest.mark.django_db(transaction=True)
def test_what_belongs_to_a_key_of_the_environment_and_cannot_be_opened_breaks_no_page(
    as_alice, acme, alice, model_server, name: str
) -> None:
    store_secret(acme, "openai", name, model_server.url, actor=alice)
    model_server.fails(401)
    press_try(as_alice)
    acme.credentials.update(key_id="lost")
    assert "cannot be opened" in state_of(acme, "Models")[1]
    assert as_alice.get(reverse("admin:console_setup")).status_code == 200
    assert "cannot be opened" in press_try(as_alice)


def test_a_rep_tries_nothing_that_costs_money(client: Client, acme, bob: User) -> None:
    client.force_login(bob)
    assert client.post(reverse("admin:console_setup_try", args=["openai"])).status_code == 403
    assert not ModelCall.objects.exists()


def test_a_vendors_name_is_found_however_it_was_typed(as_alice, acme) -> None:
    form = {"vendor": " OpenAI ", "name": "API_key", "value": "sk-typed-by-hand"}
    as_alice.post(reverse("admin:accounts_credential_add"), form)
    assert secret(acme, "openai") == "sk-typed-by-hand"


def test_the_bell_tells_a_member_and_nobody_else(as_alice, acme, alice, bob) -> None:
    notify(acme, [alice], kind="test", title="For Alice")
    notify(acme, [bob], kind="test", title="For Bob")
    page = reverse("admin:console_notifications")
    shown = as_alice.get(page).content.decode()
    assert "For Alice" in shown
    assert "For Bob" not in shown
    as_alice.post(reverse("admin:console_notifications_read"))
    assert not Notification.objects.filter(user=alice, read_at=None).exists()
    assert Notification.objects.filter(user=bob, read_at=None).exists()


def test_removing_the_demo_leaves_the_other_workspace_and_the_whole_log(client: Client, acme, alice, dana) -> None:
    demo = create_organization("Lantern", owner=alice, is_demo=True)
    Contact.objects.create(organization=demo, first_name="Invented", name_key="invented")
    entries = set(AuditEntry.objects.values_list("pk", flat=True))
    client.force_login(alice)
    session = client.session
    session["organization"] = demo.pk
    session.save()
    assert "Remove the demo" in client.get(reverse("admin:console_setup")).content.decode()
    client.post(reverse("admin:console_demo_remove"))
    assert not Organization.objects.filter(pk=demo.pk).exists()
    assert list(Contact.objects.all()) == [dana]
    left = AuditEntry.objects.all()
    assert entries <= set(left.values_list("pk", flat=True))
    assert left.filter(action="organization.deleted").exists()


def test_a_real_workspace_is_no_demo_and_a_rep_removes_nothing(as_alice, client: Client, acme, bob: User) -> None:
    answer = as_alice.post(reverse("admin:console_demo_remove"), follow=True)
    assert "is no demo" in answer.content.decode()
    demo = create_organization("Lantern", is_demo=True)
    add_member(demo, bob, "rep")
    client.force_login(bob)
    assert client.post(reverse("admin:console_demo_remove")).status_code == 403
    assert Organization.objects.count() == 2
