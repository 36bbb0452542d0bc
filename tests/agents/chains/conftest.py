"""An organization that can write, and what moves its chains on."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from agents.orchestrator.chains.starting import start_chain
from crm.models import Contact
from crm.scoring import score_contacts
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.workflow.models import Run
from tests.console.loop import work


@pytest.fixture
def office(acme: Organization, alice: User) -> Organization:
    """Acme with its sequences and the sandbox mailbox."""
    set_up_outreach(acme, actor=alice)
    return acme


@pytest.fixture
def fit_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """`fit_of(80)`: whoever is scored from now on has this fit."""

    def fix(fit: int) -> None:
        def scored(organization: Organization, ids: list[int], **why: object) -> list[object]:
            scores = score_contacts(organization, ids, **why)  # type: ignore[arg-type]
            Contact.objects.filter(pk__in=ids).update(fit=fit)
            return list(scores)

        monkeypatch.setattr("agents.researcher.skills.score_contacts", scored)

    return fix


@pytest.fixture
def begin(office: Organization, dana: Contact, alice: User) -> Callable[[str], Run]:
    """Start a chain for Dana and let it go as far as it gets."""

    def begin(name: str) -> Run:
        run_id = start_chain(office, [dana.pk], name, actor=alice).runs[dana.pk]
        work()
        return Run.objects.get(pk=run_id)

    return begin


def later(run: Run, **after: float) -> Run:
    """So long after it began, with all that is due by then done; returns the run as it stands."""
    with clock.stopped(run.created_at + timedelta(**after)):
        work()
    run.refresh_from_db()
    return run


def way(run: Run) -> dict[str, str]:
    """What became of each stage and step so far."""
    return dict(run.steps.values_list("name", "status"))
