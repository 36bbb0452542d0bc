"""The page of chains: where leads stand, how long that takes, and the acts by which a person starts one."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from agents.orchestrator.chains.starting import start_chain
from crm.bulk.jobs import answer_job, begin_job, confirm_job, form_of, undo_job
from crm.models import Contact, Task
from crm.todo import complete_task
from quotahit.accounts.models import Organization, User
from quotahit.workflow.models import Run
from tests.agents.chains.conftest import begin, fit_of, office  # noqa: F401
from tests.console.loop import work

pytestmark = pytest.mark.django_db


def chain_on(client: Client, name: str) -> dict[str, object]:
    page = client.get(reverse("admin:console_chains"))
    return next(one for one in page.context["chains"] if one["name"] == name)


def test_a_lead_is_shown_where_it_waits_and_its_number_leads_to_its_run(
    begin: Callable[[str], Run],  # noqa: F811
    fit_of: Callable[[int], None],  # noqa: F811
    as_alice: Client,
) -> None:
    fit_of(85)
    run = begin("inbound-pipeline")
    chain = chain_on(as_alice, "inbound-pipeline")
    rows = {row.stage.name: row for row in chain["rows"]}
    assert (chain["here"], rows["high"].stage.here, rows["high"].stage.waiting) == (1, 1, 1)
    assert sum(row.stage.here for row in rows.values()) == 1
    listed = as_alice.get(rows["high"].link).context["cl"]
    assert [row.pk for row in listed.result_list] == [run.pk]
    assert as_alice.get(rows["medium"].link).context["cl"].result_count == 0


def test_what_has_ended_tells_how_long_each_stage_takes_and_what_was_left_out(
    begin: Callable[[str], Run],  # noqa: F811
    fit_of: Callable[[int], None],  # noqa: F811
    as_alice: Client,
    alice: User,
) -> None:
    fit_of(85)
    begin("inbound-pipeline")
    complete_task(Task.objects.get(), actor=alice)
    work()
    chain = chain_on(as_alice, "inbound-pipeline")
    rows = {row.stage.name: row for row in chain["rows"]}
    assert (rows["high"].stage.passed, rows["high"].stage.left_out) == (1, 0)
    assert (rows["low"].stage.passed, rows["low"].stage.left_out) == (0, 1)
    assert rows["high"].typical
    assert chain["typical"]
    _label, number, link = chain["ends"][0]
    assert (number, as_alice.get(link).context["cl"].result_count) == (1, 1)


def test_a_person_starts_a_chain_on_the_page_of_a_contact(
    office: Organization,  # noqa: F811
    as_alice: Client,
    dana: Contact,
) -> None:
    assert "Somebody came to us" in as_alice.get(reverse("admin:console_contact", args=[dana.pk])).content.decode()
    act = reverse("admin:console_contact_chain", args=[dana.pk])
    for said in ("the agents are at work", "A chain is at work for them already."):
        answer = as_alice.post(act, {"chain": "inbound-pipeline"})
        assert said in " ".join(str(one) for one in get_messages(answer.wsgi_request))
    assert Run.objects.filter(chain="inbound-pipeline").count() == 1


def test_a_chain_is_started_for_many_and_taken_back(
    office: Organization,  # noqa: F811
    dana: Contact,
    alice: User,
) -> None:
    erin = Contact.objects.create(organization=office, first_name="Erin")
    start_chain(office, [erin.pk], "hybrid-pipeline", actor=alice)
    member = office.memberships.get(user=alice)
    job = begin_job("contact", "start_chain", [dana.pk, erin.pk], by=member)
    answer_job(job, form_of(job, member, {"chain": "inbound-pipeline"}))
    confirm_job(job, by=member)
    run = Run.objects.get(chain="inbound-pipeline")
    assert run.subject_id == dana.pk
    undo_job(job, by=member)
    run.refresh_from_db()
    assert run.status == "cancelled"
    assert Run.objects.get(chain="hybrid-pipeline").status == "ready"
