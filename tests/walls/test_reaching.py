"""Nobody reaches into somebody else's organization: not by an address, a form, a field, an action or a search."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.test import Client

from quotahit.accounts.choices import Role
from tests.walls.conftest import Town, signed_in
from tests.walls.forms import Form, forms_of
from tests.walls.pages import addresses, first_row, get, text_of
from tests.walls.stranger import FAR, WORD, crossings, owned_models, snapshot, tells_of_them

pytestmark = pytest.mark.django_db
ENDS_THE_SESSION = ("/logout/", "/password_change/", "/password/reset/")


def test_no_row_of_ours_refers_to_one_of_theirs(town: Town) -> None:
    assert list(crossings()) == []


def test_no_address_of_theirs_does_anything(town: Town) -> None:
    before, client = snapshot(town.theirs), signed_in(town.members[Role.OWNER])
    for address in addresses():
        if address.model is None:
            continue
        for path in address.paths(first_row(address.model, town.theirs).pk):
            for sent in ({"post": "yes", "act": "write", "text": "x", "kind": "note", "body": "x"}, {"_save": "1"}):
                answer = client.post(path, sent)
                assert answer.status_code in {302, 403, 404, 405}, path
    assert snapshot(town.theirs) == before


def test_no_form_takes_an_id_of_theirs(town: Town) -> None:
    """Every form of every page of ours as it stands there, with one id after the other exchanged for theirs."""
    before, client = snapshot(town.theirs), signed_in(town.members[Role.OWNER])
    tried = 0
    for form in _forms(town.alone):
        for name, fields in form.with_a_strangers():
            for sent in _every_action(form, fields):
                answer = _send(client, form, sent)
                assert answer.status_code in {200, 302, 400, 403, 404, 410}, (form.action, name)
                assert WORD.lower() not in text_of(answer).lower(), (form.action, name)  # ids it may say back
                tried += 1
    assert tried > 100
    assert list(crossings()) == []
    assert snapshot(town.theirs) == before


def _forms(pages: dict[str, str]) -> Iterator[Form]:
    """Each form once, though the header's stand on every page."""
    seen = set()
    for path, page in pages.items():
        for form in forms_of(page, path) if page.startswith("200") else ():
            if form.key not in seen and not form.action.startswith(ENDS_THE_SESSION):
                seen.add(form.key)
                yield form


def _every_action(form: Form, fields: dict[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    """A list's form is sent once for each of its actions."""
    actions = [value for value in form.choices.get("action", []) if value] if "_selected_action" in form.fields else []
    for action in actions or [""]:
        yield fields | ({"action": [action], "post": ["yes"]} if action else {})


def _send(client: Client, form: Form, fields: dict[str, list[str]]) -> object:
    client.cookies.pop("messages", None)
    return client.post(form.action, fields) if form.method == "post" else client.get(form.action, fields)


@pytest.mark.parametrize("terms", ["", "zyxo"])
def test_autocompletion_offers_nothing_of_theirs(town: Town, terms: str) -> None:
    client = signed_in(town.members[Role.REP])
    asked = 0
    for model in admin.site._registry:
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.is_relation and field.related_model in admin.site._registry:
                which = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
                answer = client.get("/autocomplete/", which | {"field_name": field.name, "term": terms})
                assert answer.status_code in {200, 403, 404}, (model, field.name)
                assert not tells_of_them(text_of(answer)), (model, field.name)
                asked += answer.status_code == 200
    assert asked > 10


def test_the_palette_finds_nothing_of_theirs(town: Town) -> None:
    client = signed_in(town.members[Role.OWNER])
    for words in ("zyxo", "Zyxomm", "stranger", str(FAR + 1)):
        for more in ({}, {"extended": "1"}):
            assert not tells_of_them(text_of(client.get("/search/", {"s": words, **more})), but=FAR + 1)


def test_filters_by_their_ids_and_words_show_nothing(town: Town) -> None:
    """By the parameters of the filters that stand on the page, and by those that a stranger would guess."""
    client = signed_in(town.members[Role.MANAGER])
    for model in admin.site._registry:
        path = f"/{model._meta.app_label}/{model._meta.model_name}/"
        shown = get(client, path)
        lists = (shown.context or {}).get("cl") if shown.status_code == 200 else None
        names = [name for each in lists.filter_specs for name in each.expected_parameters()] if lists else []
        for name in {*names, "organization__id__exact"}:
            answer = get(client, f"{path}?{name}={FAR + 1}")
            assert answer.status_code in {200, 302, 400}, (path, name)
            assert not tells_of_them(text_of(answer), but=FAR + 1), (path, name)


def test_pages_that_start_from_theirs_show_nothing_of_them(town: Town) -> None:
    """Prefilled forms and previews, asked for with an id of theirs in every field that names a row."""
    client, theirs = signed_in(town.members[Role.OWNER]), FAR + 1
    names = {field.name for model in owned_models() for field in model._meta.get_fields() if field.is_relation}
    query = "&".join(f"{name}={theirs}" for name in sorted(names | {"contacts", "_popup"}))
    for address in addresses():
        if address.name.endswith(("_add", "_preview")):
            for path in address.paths(first_row(address.model, town.ours).pk if address.model else 0):
                assert not tells_of_them(text_of(get(client, f"{path}?{query}")), but=theirs), path
