"""The orchestrator's rules by the REST API: read by anybody, switched by managers, and each switch is in the log."""

import pytest

from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db


def held(answer: object) -> dict[str, bool]:
    return {rule["id"]: rule["is_on"] for rule in answer.json()["rules"]}  # type: ignore[attr-defined]


def test_a_rule_is_switched_and_the_table_says_so(api: Caller, acme: Organization) -> None:
    assert held(api.get("/rules/"))["arrived-lead"] is False
    assert held(api.post("/rules/switch/", {"rule": "arrived-lead", "is_on": True}))["arrived-lead"] is True
    assert AuditEntry.objects.get(action="rule.switched").why == {"rule": "arrived-lead", "is_on": True}


@pytest.mark.parametrize(("rule", "status"), [("no-such-rule", 409), ("", 400)])
def test_what_cannot_be_switched_is_refused(api: Caller, acme: Organization, rule: str, status: int) -> None:
    assert api.post("/rules/switch/", {"rule": rule, "is_on": True}).status_code == status
    assert not AuditEntry.objects.filter(action="rule.switched").exists()


def test_a_rep_reads_the_rules_and_switches_none(calling: Calling, bob: User) -> None:
    rep = calling(bob)
    assert "arrived-lead" in held(rep.get("/rules/"))
    assert rep.post("/rules/switch/", {"rule": "arrived-lead", "is_on": True}).status_code == 403
