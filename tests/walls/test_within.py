"""Within an organization a rep who sees their own records only finds no trace of anybody else's."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from crm.models import Company, Contact, Deal, Task
from outreach.models import Thread
from quotahit.accounts.choices import Reach, Role
from quotahit.accounts.models import Membership, Organization, User
from quotahit.accounts.visibility import spoken_for, visible
from tests.console.workspace import draft, draft_together, furnish
from tests.walls.conftest import signed_in
from tests.walls.filler import fill
from tests.walls.pages import addresses, get, paths_of_ours, rows_of, text_of
from tests.walls.stranger import SHARED, join, owned_models, snapshot

pytestmark = pytest.mark.django_db
# What the furnished rows about somebody say: of persons, firms, deals, notes, tasks and mail.
WORDS = (
    *("erin secretia", "erin@", "vp of secretia", "secretia works", "secretia deal", "secretia note"),
    *("secretia task", "demo on thursday", "ned@", "ned secretia"),
)
OF_THE_PROCESS = ("/healthz", "/readyz")


@dataclass(frozen=True)
class House:
    """An organization whose every record is its owner's, and a rep who has none."""

    id: int
    owner: int
    rep: int
    membership: Membership


@pytest.fixture(scope="module")
def house(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    around = transaction.atomic()
    around._from_testcase = True
    with django_db_blocker.unblock(), around:
        owner = User.objects.create_user("owner@house.example", first_name="Olga", is_staff=True)
        organization = furnish("Secretia", owner, folder := tmp_path_factory.mktemp("house"))
        draft(organization, "Secretia", owner, folder)
        draft_together(organization, "Secretia", owner, folder)
        fill(organization)
        for model in (Contact, Company, Deal):
            model.objects.for_organization(organization).update(owner=owner)
        Task.objects.for_organization(organization).update(assignee=owner)
        Organization.objects.filter(pk=organization.pk).update(name="House", postal_address="1 Street", slug="house")
        rep = join(organization, Role.REP)
        membership = rep.memberships.get()
        Membership.objects.filter(pk=membership.pk).update(reach=Reach.OWN)
        yield House(organization.pk, owner.pk, rep.pk, Membership.objects.get(pk=membership.pk))
        transaction.set_rollback(True)


def hidden_models(house: House) -> list[type[Model]]:
    """Models of which the organization has rows and the rep sees none."""
    found = []
    for model in owned_models():
        rows = rows_of(model, house.id)
        if spoken_for(model) and rows.exists() and not visible(rows, house.membership).exists():
            found.append(model)
    return found


def test_every_model_of_an_organization_says_who_sees_it() -> None:
    through = {field.remote_field.through for model in apps.get_models() for field in model._meta.many_to_many}
    silent = [
        model._meta.label
        for model in owned_models()
        if model._meta.label_lower not in SHARED and model not in through and not spoken_for(model)
    ]
    assert silent == [], "say in the room's visibility.py who sees these rows"


def test_the_rep_has_something_that_is_kept_from_them(house: House) -> None:
    assert {Contact, Company, Deal, Task, Thread} <= set(hidden_models(house))
    for path in ("/crm/contact/", "/crm/deal/", "/sandbox/"):
        assert told(text_of(get(signed_in(house.owner), path))), path


def test_no_page_tells_a_word_of_it(house: House) -> None:
    client = signed_in(house.rep)
    looked = 0
    for path in paths_of_ours(Organization.objects.get(pk=house.id)):
        answer = get(client, path)
        assert answer.status_code in {200, 302, 400, 403, 404, 405, 410} or path in OF_THE_PROCESS, path
        assert not told(text_of(answer)), (path, told(text_of(answer)))
        looked += answer.status_code == 200
    assert looked > 50


def test_no_address_of_such_a_row_does_anything(house: House) -> None:
    hidden, client, before = hidden_models(house), signed_in(house.rep), snapshot(house.id)
    tried = 0
    for address in addresses():
        if address.model in hidden:
            for path in address.paths(rows_of(address.model, house.id).order_by("pk")[0].pk):
                for sent in ({"post": "yes", "act": "write", "text": "x", "kind": "note", "body": "x"}, {"_save": "1"}):
                    assert client.post(path, sent).status_code in {302, 403, 404, 405}, path
                    tried += 1
    assert tried > 40
    assert snapshot(house.id) == before


@pytest.mark.parametrize("words", ["erin", "secretia", "Secretia deal", "erin@secretia", "ned"])
def test_no_search_finds_it(house: House, words: str) -> None:
    client = signed_in(house.rep)
    assert not told(text_of(client.get("/search/", {"s": words, "extended": "1"})).replace(words, ""))
    for model in admin.site._registry:
        path = f"/{model._meta.app_label}/{model._meta.model_name}/"
        assert set(told(text_of(get(client, f"{path}?q={words}")))) <= set(told(words)), path


def test_no_choice_of_a_form_offers_it(house: House) -> None:
    client = signed_in(house.rep)
    for model in admin.site._registry:
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.is_relation and field.related_model in admin.site._registry:
                which = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
                answer = client.get("/autocomplete/", which | {"field_name": field.name, "term": ""})
                assert not told(text_of(answer)), (model, field.name)


def test_the_same_pages_tell_all_of_it_to_who_sees_all(house: House) -> None:
    client, found = signed_in(house.owner), set[str]()
    for path in paths_of_ours(Organization.objects.get(pk=house.id)):
        found.update(told(text_of(get(client, path))))
        if len(found) >= 8:
            return
    raise AssertionError(f"only {found} stand on any page")


def told(text: str) -> list[str]:
    return [word for word in WORDS if word in text.lower()]
