import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crm.models import Contact
from quotahit.accounts.models import Organization
from quotahit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("score_contacts", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_every_contact_is_scored_and_the_answer_is_one_object(acme: Organization, dana: Contact) -> None:
    out, err = _run("--json")
    result = json.loads(out)
    assert out.count("\n") == 1
    assert {**result, "seconds": 0} == {
        "organization": "acme",
        "version": 1,
        "contacts": 1,
        "hot": 0,
        "warm": 1,
        "cold": 0,
        "seconds": 0,
    }
    assert "1 of 1" in err
    assert AuditEntry.objects.filter(action="lead.scored", actor="system:score_contacts").count() == 1


def test_people_get_a_sentence(acme: Organization, dana: Contact) -> None:
    assert _run("--organization", "acme")[0] == "Scored 1: 0 hot, 1 warm, 0 cold.\n"


def test_an_unknown_organization_is_wrong_use(acme: Organization) -> None:
    with pytest.raises(CommandError, match="There are: acme") as wrong:
        _run("--organization", "nobody")
    assert wrong.value.returncode == 2
