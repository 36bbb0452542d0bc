"""No page of ours tells anything of somebody else's: no row, no name, no id, no count, to nobody in any role."""

import json
from difflib import unified_diff

import pytest
from django.contrib import admin
from django.test import Client

from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization
from tests.walls.conftest import Town, signed_in
from tests.walls.pages import NOBODY, addresses, body_of, first_row, get, paths_of_ours, text_of
from tests.walls.stranger import WORD, owned_models, path_to_organization, rows_of, tells_of_them

pytestmark = pytest.mark.django_db
ANSWERS = {200, 302, 403, 404, 405, 410}
# Pages that speak of the whole installation, and are meant to.
OF_THE_MACHINE = {"/healthz", "/readyz", "/metrics"}


def test_every_row_of_every_model_belongs_to_somebody() -> None:
    assert [model for model in owned_models() if path_to_organization(model) is None] == []


def test_there_is_something_to_find_in_every_table(town: Town) -> None:
    assert [model._meta.label for model in owned_models() if not rows_of(model, town.theirs).exists()] == []


def test_the_word_stands_on_the_strangers_own_pages(town: Town) -> None:
    """Else none of the tests here could fail."""
    stranger = signed_in(Membership.objects.filter(organization=town.theirs).order_by("pk")[0].user_id)
    lists = [f"/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    assert [path for path in lists if WORD not in text_of(stranger.get(path, follow=True))] == []


def test_our_pages_are_the_same_with_and_without_a_stranger(town: Town) -> None:
    changed = {}
    for path in town.alone.keys() - OF_THE_MACHINE:
        if (now := body_of(town.owner, path)) != town.alone[path]:
            changed[path] = list(unified_diff(town.alone[path].splitlines(), now.splitlines(), lineterm="", n=0))
    assert not changed, json.dumps(changed, indent=1)


@pytest.mark.once  # roles are told apart before a database is asked
@pytest.mark.parametrize("role", [Role.MANAGER, Role.REP, Role.VIEWER])
def test_no_page_tells_of_the_stranger_in_any_other_role(town: Town, role: Role) -> None:
    client, ours = signed_in(town.members[role]), Organization.objects.get(pk=town.ours)
    for path in paths_of_ours(ours, facets=False):
        answer = get(client, path)
        assert answer.status_code in ANSWERS or path in OF_THE_MACHINE, path
        assert not tells_of_them(text_of(answer)), path


def test_a_strangers_row_is_as_absent_as_one_that_never_was(town: Town) -> None:
    """By status, by words, by where it leads: nobody learns that there is such a row."""
    client = signed_in(town.members[Role.OWNER])
    for address in addresses():
        if address.model is None:
            continue
        there = first_row(address.model, town.theirs).pk
        for known, unknown in zip(address.paths(there), address.paths(NOBODY), strict=True):
            assert _answer(client, known, there) == _answer(client, unknown, NOBODY), known


def _answer(client: Client, path: str, pk: int) -> str:
    both = [body_of(client, path)]
    client.cookies.pop("messages", None)
    posted = client.post(path, {"post": "yes"})
    both.append(f"{posted.status_code} {posted.headers.get('Location', '')} {text_of(posted)}")
    assert posted.status_code in ANSWERS, path
    return "\n".join(both).replace(str(pk), "#")


@pytest.mark.parametrize("query", ["q=zyxo&o=-1", "_popup=1&_to_field=id&all="])
def test_lists_find_nothing_of_the_stranger(town: Town, query: str) -> None:
    client = signed_in(town.members[Role.MANAGER])
    for model in admin.site._registry:
        answer = get(client, f"/{model._meta.app_label}/{model._meta.model_name}/?{query}")
        assert answer.status_code in ANSWERS | {400}, (model, query)
        assert not tells_of_them(text_of(answer)), (model, query)
