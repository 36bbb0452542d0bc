"""What follows an import: hundreds of leads are scored and put into sequences together, and each has its own story."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.models import AgentDecision
from crm.models import Company, Contact, Provenance, Score
from outreach.models import Enrollment
from outreach.starter import set_up_outreach
from quotahit.accounts.models import Organization
from quotahit.events.models import Event
from quotahit.workflow.advance import advance
from quotahit.workflow.models import Run
from tests.crm.importing.lists import bring_in, keep, table

pytestmark = pytest.mark.django_db
HEADERS = ["Name", "Email", "Title", "Country", "Company", "Employees", "Industry", "Website"]


@pytest.fixture
def furnished(acme: Organization) -> Organization:
    set_up_outreach(acme, actor="system:test")
    return acme


def import_leads(organization: Organization, folder: Path, count: int, first: int = 0) -> None:
    rows = [
        [f"Lead {n}", f"lead{n}@c{n % 3}.example", "VP Sales", "US", f"C{n % 3}", "120", "Software", ""]
        for n in range(first, first + count)
    ]
    bring_in(organization, keep(folder, table(HEADERS, *rows)))


def let_work() -> int:
    """Advance until nothing is due; returns how many statements that took."""
    with CaptureQueriesContext(connection) as asked:
        while advance():
            pass
    return len(asked)


def test_every_lead_of_a_list_is_scored_and_decided_about(furnished: Organization, tmp_path: Path) -> None:
    import_leads(furnished, tmp_path, 20)
    let_work()
    assert Contact.objects.filter(fit=None).count() == 0
    assert set(Contact.objects.values_list("seniority", "language")) == {("vp", "en")}
    assert Score.objects.count() == AgentDecision.objects.filter(rule="new-contact").count() == 20
    enrolled = Enrollment.objects.count()
    skipped = AgentDecision.objects.filter(agent="outreach", kind="skip").count()
    assert enrolled + skipped == 20
    assert set(Run.objects.values_list("status", flat=True)) == {"finished"}


def test_ten_times_the_leads_take_hardly_more_statements(furnished: Organization, tmp_path: Path) -> None:
    import_leads(furnished, tmp_path, 10)
    few = let_work()
    import_leads(furnished, tmp_path, 100, first=10)
    assert let_work() < 1.5 * few


def test_what_is_found_about_a_company_is_told_once(furnished: Organization, tmp_path: Path) -> None:
    import_leads(furnished, tmp_path, 6)
    let_work()
    assert set(Company.objects.values_list("domain", "country")) == {(f"c{n}.example", "US") for n in range(3)}
    found = Provenance.objects.filter(company__isnull=False).values_list("field", "source", "method")
    assert set(found) == {
        ("domain", "inferred", "email"),
        ("website", "inferred", "domain"),
        ("country", "inferred", "contact"),
    }
    assert Event.objects.filter(type="company.updated").count() == 3
    assert Company.history.filter(history_type="~", history_change_reason="agent:researcher").count() == 3


def test_a_lead_that_is_gone_keeps_nobody_from_being_scored(furnished: Organization, tmp_path: Path) -> None:
    import_leads(furnished, tmp_path, 3)
    Contact.objects.get(first_name="Lead", last_name="1").delete()
    let_work()
    assert Contact.objects.exclude(fit=None).count() == 2


def test_two_organizations_are_scored_each_by_its_own(
    furnished: Organization, rival: Organization, tmp_path: Path
) -> None:
    import_leads(furnished, tmp_path, 4)
    import_leads(rival, tmp_path, 4)
    let_work()
    assert {(row.organization_id, row.contact.organization_id) for row in Score.objects.select_related("contact")} == {
        (acme.pk, acme.pk) for acme in (furnished, rival)
    }


def test_the_slower_rounds_begin_only_where_there_is_somebody_to_ask(furnished: Organization, tmp_path: Path) -> None:
    rows = [
        ["Erin Evans", "erin@initech.test", "CEO", "US", "Initech", "", "", ""],
        ["Gil Gray", "gil@gmail.com", "CEO", "US", "", "", "", ""],
        ["Fred Fox", "fred@gmail.com", "CEO", "US", "Initrode", "", "", "https://10.0.0.10/"],
    ]
    bring_in(furnished, keep(tmp_path, table(HEADERS, *rows)))
    let_work()
    fred = Contact.objects.get(last_name="Fox")
    assert list(Run.objects.filter(chain="researcher.look_further").values_list("subject_id", flat=True)) == [fred.pk]
