"""The knowledge by the REST API: kept by managers, and each act is in the log."""

import pytest

from agents.models import KnowledgeEntry
from quotahit.accounts.models import Organization
from quotahit.audit.models import AuditEntry
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db


def test_an_entry_is_made_changed_and_deleted(api: Caller, acme: Organization) -> None:
    body = {"question": "Where is our data stored?", "answer": "In Frankfurt.", "valid_until": "2027-12-31"}
    entry = api.post("/knowledge/", body).json()
    assert (entry["language"], entry["is_active"], entry["valid_from"]) == ("en", True, None)
    changed = api.patch(f"/knowledge/{entry['id']}/", {"answer": "In Berlin."}).json()
    assert changed["answer"] == "In Berlin."
    assert [one["id"] for one in api.get("/knowledge/?language=en").json()["results"]] == [entry["id"]]
    assert api.delete(f"/knowledge/{entry['id']}/").status_code == 204
    assert not KnowledgeEntry.objects.exists()
    logged = AuditEntry.objects.filter(action__startswith="knowledge.").order_by("pk")
    assert [one.action for one in logged] == ["knowledge.added", "knowledge.changed", "knowledge.deleted"]
    assert logged[1].why == {"fields": ["answer"]}


@pytest.mark.parametrize(
    "wrong", [{"answer": ""}, {"language": "xx"}, {"valid_from": "2027-01-02", "valid_until": "2027-01-01"}]
)
def test_what_makes_no_sense_is_refused(api: Caller, acme: Organization, wrong: dict[str, str]) -> None:
    assert api.post("/knowledge/", {"answer": "In Frankfurt."} | wrong).status_code == 400
    assert not KnowledgeEntry.objects.exists()
