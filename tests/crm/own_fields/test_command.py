"""`bin/manage custom_fields`: what a person or a program may do with fields at the command line."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from crm.models import Contact
from quotahit.accounts.commands import WrongUse
from quotahit.accounts.models import Organization

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("custom_fields", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_fields_are_added_listed_archived_and_brought_back(acme: Organization) -> None:
    assert run("list") == {"organization": "acme", "fields": []}
    made = run("add", "Plan", "--kind", "choice", "--choice", "Gold", "--choice", "Silver", "--noun", "company")
    assert (made["key"], made["choices"], made["noun"]) == ("plan", ["Gold", "Silver"], "company")
    assert run("archive", "plan", "--noun", "company")["archived"]
    assert [field["archived"] for field in run("list")["fields"]] == [True]
    assert not run("restore", "plan", "--noun", "company")["archived"]


def test_a_key_in_the_data_is_adopted_with_its_values(acme: Organization, dana: Contact) -> None:
    Contact.objects.update(custom={"Seats": "1,200"})
    assert run("found")["found"] == [{"key": "Seats", "rows": 1, "kind": "number"}]
    assert run("adopt", "Seats")["changed"] == 1
    dana.refresh_from_db()
    assert dana.custom == {"seats": 1200}


@pytest.mark.parametrize("arguments", [("add",), ("archive", "none"), ("add", "Plan", "--kind", "choice")])
def test_wrong_use_is_said(acme: Organization, arguments: tuple[str, ...]) -> None:
    with pytest.raises(WrongUse):
        run(*arguments)
