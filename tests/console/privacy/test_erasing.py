"""Zelda asks to be erased: nothing that names her is left anywhere, and what must stay stays."""

import json
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from crm.models import Contact
from crm.subjects import subject_of
from quotahit.accounts.subjects.holdings import find_all, rooms
from tests.console.privacy.person import EMAIL, PLANTED, places

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(command, *arguments, "--json", stdout=out)
    assert out.getvalue().count("\n") == 1
    return json.loads(out.getvalue())


def test_every_model_says_what_it_holds_about_people() -> None:
    classified = {holding.label for room in rooms() for holding in room.holdings}
    models = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}

    assert models - classified == set(), "say in the room's privacy.py what erasure does with these"
    assert classified - models == set()


def test_zelda_has_rows_of_every_kind_that_can_be_about_a_person(zelda: Contact) -> None:
    _, found = find_all(subject_of(zelda))

    assert {part.holding.model for part in found if not part.ids} == set()


def test_nothing_that_names_her_is_left(zelda: Contact) -> None:
    assert list(places(*PLANTED))

    report = run("erase_subject", EMAIL.upper(), "--yes")

    assert "\n".join(places(*PLANTED)) == ""
    assert report["contact_id"] == zelda.pk
