"""Whatever the document allows, and what it forbids: no fault of ours, every status and body as documented."""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation

from crm.attachments.keeping import attach
from crm.bulk.jobs import answer_job, begin_job, confirm_job, form_of
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.interactions import log_interaction
from crm.merging.merge import merge_contacts
from crm.own_fields.defining import define_field
from crm.saved_views.defining import save_view
from crm.saved_views.questions import Question
from crm.segments.conditions import Group
from crm.segments.defining import create_segment
from crm.sharing import share
from crm.todo import add_note, create_task
from outreach.authoring import StepPlan, save_sequence, save_template
from outreach.mailboxes import set_up_sandbox
from outreach.models import Sequence, Template
from quotahit.accounts import throttle
from quotahit.accounts.models import Membership, Organization, User
from quotahit.asgi import application
from tests.api.conftest import Caller
from tests.crm.attachments.samples import PDF

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "3"))
# A body that fits the document may still name a row that is not there, or an address that is none.
LEFT_OUT = {"positive_data_acceptance", "unsupported_method"}


@pytest.fixture
def furnished(acme: Organization, alice: User) -> None:
    """One row of most kinds, so that ids find something."""
    contact = create_contact(acme, actor=alice, first_name="Dana", emails=["d@x.example"], company_name="X")
    create_deal(acme, actor=alice, name="Deal", contact=contact)
    create_task(acme, actor=alice, title="Task", contact=contact)
    add_note(acme, "Note", actor=alice, contact=contact)
    set_up_sandbox(acme, actor=alice)
    template = save_template(Template(organization=acme, name="T", subject="S", body="B"), actor=alice)
    save_sequence(Sequence(organization=acme, name="S"), [StepPlan(template)], actor=alice)
    create_segment(acme, "Leads", "contact", Group(), actor=alice)
    member = Membership.objects.get(user=alice)
    save_view("contact", "Leads", Question(), by=member)
    job = begin_job("contact", "tag", [contact.pk], by=member)
    answer_job(job, form_of(job, member, {"tag": "Fair"}))
    confirm_job(job, by=member)
    define_field(acme, "contact", "Seats", "number", actor=alice)
    attach(contact, [PDF], "offer.pdf", actor=alice)
    share(contact, user=alice, actor=alice)
    log_interaction(acme, contact, channel="sms", direction="inbound", actor="system:test", body="Hello")
    twins = [create_contact(acme, actor=alice, first_name="Twin") for _ in "ab"]
    merge_contacts(*twins, actor=alice)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_api_keeps_what_its_document_promises(
    api: Caller, furnished: None, mode: GenerationMode, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 10**6
    for limit in ("BY_ACCOUNT", "BY_ADDRESS"):
        monkeypatch.setattr(throttle, limit, 10**6)
    headers = {"Authorization": f"Bearer {api.secret}"}
    document = schemathesis.openapi.from_asgi("/api/v1/schema/", application, headers=headers)
    operations = [found.ok() for found in document.get_all_operations()]
    assert len(operations) > 80
    broken = {operation.label: told for operation in operations if (told := _tried(operation, mode, headers))}
    assert not broken, "\n\n".join(f"== {label}\n{told}" for label, told in broken.items())


def _tried(operation: APIOperation, mode: GenerationMode, headers: dict[str, str]) -> str:
    """What was not as promised; "" where all was."""
    last: list[str] = []
    checks = [check for check in CHECKS.get_all() if check.__name__ not in LEFT_OUT]

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: schemathesis.Case) -> None:
        last.append(case.as_curl_command(headers=headers))
        case.call_and_validate(headers=headers, checks=checks)

    try:
        run()
    except FailureGroup as found:
        failures = "\n".join(f"{type(failure).__name__}: {failure}"[:2000] for failure in found.exceptions)
        return f"{failures}\n{last[-1]}"
    return ""
