"""Acts on many records by their pages: chosen in a list, looked at, confirmed, told, undone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crm.contacts import create_contact
from crm.models import BulkJob, Contact, Deal, Tag
from crm.pipelines import ensure_default
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User

pytestmark = pytest.mark.django_db
LIST = "/crm/contact/"


def choose(client: Client, act: str, *rows: Any, where: str = LIST, **more: str) -> Any:
    return client.post(where, {"action": f"bulk_{act}", "_selected_action": [row.pk for row in rows], **more})


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_from_the_list_to_the_result_and_back(as_alice: Client, acme: Organization, alice: User, dana: Contact) -> None:
    hal = create_contact(acme, actor=alice, first_name="Hal", tags=["VIP"])
    page = choose(as_alice, "tag", dana, hal).url
    assert "2" in as_alice.get(page).content.decode()
    assert as_alice.get(page).context["seen"] is None
    looked = as_alice.post(page, {"tag": "VIP", "do": "look"}, follow=True)
    assert (looked.context["seen"].doing, looked.context["reasons"]) == (1, [("It is so already.", 1)])
    assert not dana.tags.exists()
    result = as_alice.post(page, {"tag": "VIP", "do": "confirm"}, follow=True)
    assert [tag.name for tag in dana.tags.all()] == ["VIP"]
    shown = result.content.decode()
    assert "left out: It is so already." in shown
    assert "Undo it" in shown
    undone = as_alice.post(reverse("admin:console_bulk_undo", args=[BulkJob.objects.get().pk]), follow=True)
    assert "taken back" in undone.content.decode()
    assert list(Tag.objects.get().contacts.all()) == [hal]
    assert "Add a tag" in as_alice.get(reverse("admin:console_bulk_jobs")).content.decode()


def test_what_was_not_looked_at_is_not_confirmed(as_alice: Client, dana: Contact) -> None:
    page = choose(as_alice, "tag", dana).url
    as_alice.post(page, {"tag": "VIP", "do": "look"})
    as_alice.post(page, {"tag": "Another", "do": "confirm"})
    assert not dana.tags.exists()
    as_alice.post(page, {"tag": "Another", "do": "confirm"})
    assert [tag.name for tag in dana.tags.all()] == ["Another"]
    as_alice.post(page, {"tag": "Third", "do": "confirm"})
    assert dana.tags.count() == 1


def test_all_that_match_the_filter_are_chosen(as_alice: Client, acme: Organization, alice: User, dana: Contact) -> None:
    others = [create_contact(acme, actor=alice, first_name=f"P{n}", lifecycle="lost") for n in range(3)]
    choose(as_alice, "owner", dana, where=f"{LIST}?lifecycle__exact=lost&columns=person", select_across="1")
    assert BulkJob.objects.get().ids == [one.pk for one in others]


def test_bad_input_is_said_beside_the_field(as_alice: Client, dana: Contact) -> None:
    page = choose(as_alice, "deals", dana).url
    pipeline = ensure_default(dana.organization)
    answer = as_alice.post(page, {"pipeline": pipeline.pk, "name": "{salary}", "amount": "much", "do": "confirm"})
    assert set(answer.context["form"].errors) == {"name", "amount"}
    assert not Deal.objects.exists()


def test_a_job_is_its_members_and_a_rival_never_sees_it(
    as_alice: Client, alice: User, bob: User, victor: User, charlie: User, dana: Contact
) -> None:
    page = choose(as_alice, "tag", dana).url
    as_alice.post(page, {"tag": "VIP", "do": "look"})
    assert as_user(charlie).get(page).status_code == 404
    assert as_user(victor).get(page).status_code == 403
    as_user(bob).post(page, {"tag": "VIP", "do": "confirm"})
    assert not dana.tags.exists()
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    assert as_user(bob).get(page).status_code == 404


@pytest.mark.parametrize(
    ("noun", "acts"),
    [
        ("contact", ["owner", "tag", "untag", "task", "deals", "enrol", "start_chain"]),
        ("company", ["owner"]),
        ("deal", ["owner", "task", "stage"]),
        ("task", ["owner"]),
    ],
)
def test_each_list_offers_its_acts_and_a_viewer_none(
    as_alice: Client, alice: User, victor: User, dana: Contact, noun: str, acts: list[str]
) -> None:
    Deal.objects.create(
        organization=dana.organization, name="D", contact=dana, stage=ensure_default(dana.organization).stages.all()[0]
    )
    path = reverse(f"admin:crm_{noun}_changelist")
    dana.tasks.create(organization=dana.organization, title="T")
    offered = as_alice.get(path).context["action_form"].fields["action"].choices
    assert [code.removeprefix("bulk_") for code, _ in offered if code.startswith("bulk_")] == acts
    assert "bulk_" not in as_user(victor).get(path).content.decode()


def test_a_job_of_an_act_that_is_gone_is_gone(as_alice: Client, alice: User, acme: Organization) -> None:
    job = BulkJob.objects.create(organization=acme, by=alice, noun="contact", act="fly", ids=[1], status="done")
    assert as_alice.get(reverse("admin:console_bulk", args=[job.pk])).status_code == 404
    assert as_alice.get(reverse("admin:console_bulk_jobs")).status_code == 200
