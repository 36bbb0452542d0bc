"""Bob finds Dana twice, makes one of the two, and takes it back; Victor looks on."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from crm.companies import create_company
from crm.contacts import create_contact
from crm.models import Company, Contact, DuplicatePair, Merge
from crm.todo import add_note
from quotahit import clock
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(acme: Organization, dana: Contact, bob: User) -> Contact:
    """Dana again, by another address."""
    return create_contact(
        acme,
        actor=bob,
        first_name="Dana",
        last_name="Diaz",
        title="Vice President",
        company=dana.company,
        emails=["d.diaz@hooli.example"],
        custom={"shoe size": 38},
    )


def said(answer) -> str:
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def merge_path(winner: Contact, loser: Contact) -> str:
    return f"{reverse('admin:console_contact_merge', args=[winner.pk])}?with={loser.pk}"


def test_a_pair_is_listed_with_its_reason_and_both_sides(as_bob, dana, twin) -> None:
    page = text(as_bob, "/duplicates/")
    for words in ("The same name in the same company", "85 % sure", "VP Sales", "Vice President", "d.diaz@hooli"):
        assert words in page
    assert merge_path(dana, twin) in page
    assert merge_path(twin, dana) in page
    assert "Nothing looks like one" in text(as_bob, "/duplicates/?kind=company")
    assert "Nothing looks like one" in text(as_bob, "/duplicates/?kind=nonsense&page=7")


def test_the_contacts_page_and_form_say_whom_it_looks_like(as_bob, dana, twin) -> None:
    for path in (f"/contacts/{dana.pk}/", f"/crm/contact/{dana.pk}/change/"):
        assert merge_path(dana, twin) in text(as_bob, path)
    assert f"?with={dana.pk}" in text(as_bob, f"/contacts/{twin.pk}/merge/")


def test_a_form_that_makes_a_company_twice_says_so_and_saves_it(as_bob, acme, dana) -> None:
    form = {"name": "Globex, Inc.", "currency": "USD", "shares-TOTAL_FORMS": 0, "shares-INITIAL_FORMS": 0}
    answer = as_bob.post("/crm/company/add/", form)
    assert answer.status_code == 302
    assert "looks like" in said(answer)
    assert Company.objects.count() == 2


def test_pairs_are_told_apart_one_or_many(as_bob, acme, dana, twin) -> None:
    pair = DuplicatePair.objects.get()
    answer = as_bob.post("/duplicates/dismiss/", {"pair": [pair.pk, "nonsense", 9**30], "kind": "contact"})
    assert said(answer) == "Told apart and not shown again: 1."
    assert answer.url == "/duplicates/?kind=contact"
    assert DuplicatePair.objects.get().status == "dismissed"
    assert "Looks like" not in text(as_bob, f"/contacts/{dana.pk}/")


def test_the_preview_offers_what_differs_and_says_what_moves(as_bob, acme, bob, dana, twin) -> None:
    add_note(acme, "Likes tea.", actor=bob, contact=twin)
    page = text(as_bob, merge_path(dana, twin))
    assert 'name="field-title" value="winner" checked' in page
    assert 'name="field-custom:shoe size" value="loser" checked' in page
    assert 'name="field-last_name"' not in page
    assert "1 email address<" in page
    assert "1 note<" in page
    assert merge_path(twin, dana) in page


def test_a_merge_by_choice_and_its_undo(as_bob, acme, dana, twin) -> None:
    form = {"with": twin.pk, "field-title": "loser", "field-custom:shoe size": "winner", "field-nonsense": "maybe"}
    answer = as_bob.post(f"/contacts/{dana.pk}/merge/", form)
    merge = Merge.objects.get()
    assert answer.url == f"/merges/{merge.pk}/"
    dana.refresh_from_db()
    assert (dana.title, dana.custom) == ("Vice President", {})
    page = text(as_bob, answer.url)
    assert "VP Sales" in page
    assert "Undo" in page
    assert f"Merged with contact {twin.pk}" in text(as_bob, f"/contacts/{dana.pk}/")
    answer = as_bob.post(f"/merges/{merge.pk}/undo/")
    assert answer.url == f"/contacts/{twin.pk}/"
    assert "record of its own again" in said(answer)
    assert Contact.objects.get(pk=twin.pk).title == "Vice President"
    assert "Two records again" in text(as_bob, f"/merges/{merge.pk}/")
    assert "can no longer be taken back" in said(as_bob.post(f"/merges/{merge.pk}/undo/"))


def test_links_to_the_former_record_lead_to_the_one_that_stays(as_bob, dana, twin) -> None:
    as_bob.post(f"/contacts/{dana.pk}/merge/", {"with": twin.pk})
    assert as_bob.get(f"/contacts/{twin.pk}/").url == f"/contacts/{dana.pk}/"
    assert as_bob.get(f"/crm/contact/{twin.pk}/change/").url == f"/crm/contact/{dana.pk}/change/"
    assert as_bob.get("/contacts/4000000/").status_code == 404


def test_companies_are_merged_and_parted_too(as_bob, acme, bob, dana) -> None:
    other = create_company(acme, "Globex GmbH", actor=bob, employees=9, annual_revenue="5.50", technologies=["a", "b"])
    assert "The same name, legal form aside" in text(as_bob, "/duplicates/?kind=company")
    path = f"/companies/{dana.company_id}/merge/?with={other.pk}"
    assert "a, b" in text(as_bob, path)
    answer = as_bob.post(path, {"with": other.pk, "field-employees": "loser"})
    assert Company.objects.get().employees == 9
    assert "240" in text(as_bob, answer.url)
    assert as_bob.get(f"/crm/company/{other.pk}/change/").url == f"/crm/company/{dana.company_id}/change/"
    answer = as_bob.post(f"{answer.url}undo/")
    assert answer.url == f"/companies/{other.pk}/"
    assert Company.objects.count() == 2


def test_two_selected_rows_lead_to_their_merge_and_three_do_not(as_bob, acme, bob, dana, twin) -> None:
    act = {"action": "merge_selected", "_selected_action": [dana.pk, twin.pk]}
    assert as_bob.post("/crm/contact/", act).url == merge_path(dana, twin)
    third = create_contact(acme, actor=bob, first_name="Erin")
    answer = as_bob.post("/crm/contact/", act | {"_selected_action": [dana.pk, twin.pk, third.pk]})
    assert "two at a time" in said(answer)


def test_what_is_no_other_record_is_said(as_bob, dana, rival, charlie) -> None:
    stranger = create_contact(rival, actor=charlie, first_name="Dana", last_name="Diaz")
    for other in (stranger.pk, dana.pk, "nonsense", 9**30):
        page = text(as_bob, f"/contacts/{dana.pk}/merge/?with={other}")
        assert "There is no other contact with the number" in page
    assert as_bob.get(f"/contacts/{stranger.pk}/merge/").status_code == 404


def test_after_its_time_the_page_of_a_merge_still_says_who_took_whom_in(as_bob, dana, twin) -> None:
    as_bob.post(f"/contacts/{dana.pk}/merge/", {"with": twin.pk})
    Merge.objects.update(record={}, at=clock.now() - timedelta(days=40))
    page = text(as_bob, f"/merges/{Merge.objects.get().pk}/")
    assert "can no longer be taken back" in page
    assert f"Contact {twin.pk}" in page


def test_a_viewer_sees_and_changes_nothing(client, victor, dana, twin, bob) -> None:
    client.force_login(victor)
    page = text(client, "/duplicates/")
    assert "Vice President" in page
    assert "Merge into" not in page
    assert client.get(merge_path(dana, twin)).status_code == 403
    assert client.post("/duplicates/dismiss/", {"pair": DuplicatePair.objects.get().pk}).status_code == 403
    client.force_login(bob)
    client.post(f"/contacts/{dana.pk}/merge/", {"with": twin.pk})
    client.force_login(victor)
    merge = Merge.objects.get()
    assert "Undo" not in text(client, f"/merges/{merge.pk}/")
    assert client.post(f"/merges/{merge.pk}/undo/").status_code == 403


def test_who_sees_their_own_records_only_neither_sees_nor_merges_others(client, acme, bob, dana, twin, alice) -> None:
    pair = DuplicatePair.objects.get()
    for owner, seen in ((bob, True), (alice, False)):
        Contact.objects.filter(pk=dana.pk).update(owner=bob)
        Contact.objects.filter(pk=twin.pk).update(owner=owner)
        Membership.objects.filter(user=bob).update(reach=Reach.OWN)
        client.force_login(bob)
        assert ("Vice President" in text(client, "/duplicates/")) is seen
        assert ("Looks like" in text(client, f"/contacts/{dana.pk}/")) is seen
        assert ("There is no other contact" in text(client, merge_path(dana, twin))) is not seen
    client.post("/duplicates/dismiss/", {"pair": pair.pk})
    client.post(f"/contacts/{dana.pk}/merge/", {"with": twin.pk})
    assert DuplicatePair.objects.get().status == "open"
    assert Contact.objects.count() == 2
