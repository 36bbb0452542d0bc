"""A person's word on the leads of a search, one by one or all at once, and what the scout may decide itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop, ngettext

from agents.choices import CandidateState, LeftOut, ScoutMode, SearchState
from agents.decisions import decide_many
from agents.models import AgentDecision, Candidate, LeadSearch, ScoutPlan
from agents.scout.taking_in import AGENT, state_after, take_in
from crm.journal import enter
from quotahit import clock
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name
from quotahit.ids import id_in
from quotahit.workflow.approvals import register_content, register_resolver, register_subject_lock, request, withdraw
from quotahit.workflow.choices import ApprovalStatus
from quotahit.workflow.contents import Content
from quotahit.workflow.models import Approval

KIND = "scout.leads"
ACCEPT, REJECT = "approve", "reject"
DAY = timedelta(days=1)
ONE_BY_ONE = gettext_noop("Every lead was decided about one by one.")


class LeadsProposal(Content):
    """The leads of a search, by number: who they are stands on the search's page, and nowhere else."""

    search_id: int
    leads: int
    best_fit: int
    candidate_ids: list[int] = []


@dataclass(frozen=True)
class Decided:
    """How many were taken in, turned down, and could not be taken in."""

    accepted: int = 0
    rejected: int = 0
    refused: int = 0


def decide_candidates(
    search: LeadSearch, ids: Collection[int] | None, choice: str, *, actor: object, remark: str = ""
) -> Decided:
    """Accept or reject those of these candidates (None: all) that still wait; the question about them is closed with
    the last. Records `leads.decided`."""
    with transaction.atomic():
        lock_searches([search.pk])
        decided = _decide(search, ids, choice, actor, remark)
        approval = Approval.objects.waiting().filter(lead_search=search).first()
        if approval and not search.candidates.proposed().exists():  # type: ignore[attr-defined]
            withdraw(approval, actor=actor, why=ONE_BY_ONE)
    return decided


def settle(search: LeadSearch) -> None:
    """The end of a search: what may be added by rule is, the rest is proposed. Once only."""
    with transaction.atomic():
        lock_searches([search.pk])
        search.refresh_from_db()
        if not search.is_running:
            return
        found = search.candidates.proposed().count()  # type: ignore[attr-defined]
        added = _add_by_rule(search)
        search.state = SearchState.FAILED if search.trouble and not found else SearchState.DONE
        search.ended_at = clock.now()
        search.approval = _ask(search)
        search.save(update_fields=["state", "ended_at", "approval"])
        _note(search, found, added)


def lock_searches(ids: Collection[int]) -> None:
    """Searches first, then the question about one: whoever answers goes the same way."""
    list(LeadSearch.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def plan_of(organization: Organization) -> ScoutPlan:
    """How the organization lets the scout look; as shipped where it never said."""
    return ScoutPlan.objects.for_organization(organization).first() or ScoutPlan(organization=organization)


def _decide(search: LeadSearch, ids: Collection[int] | None, choice: str, actor: object, remark: str) -> Decided:
    waiting = search.candidates.proposed().select_related("contact")  # type: ignore[attr-defined]
    rows = list((waiting if ids is None else waiting.filter(pk__in=ids)).order_by("-fit", "pk"))
    for row in rows:
        row.organization = search.organization
        why_not = take_in(row, actor=actor) if choice == ACCEPT else ""
        row.state = state_after(why_not) if choice == ACCEPT else CandidateState.REJECTED
        row.remark = why_not or remark.strip()[:500] or row.remark
        row.decided_by, row.decided_at = actor_name(actor), clock.now()
        row.save(update_fields=["contact", "lead", "state", "remark", "decided_by", "decided_at"])
    decide_many([_decision(row) for row in rows])
    counted = Decided(*(sum(row.state == state for row in rows) for state in _STATES))
    if rows:
        enter(search.organization, "leads.decided", search, actor=actor, payload=vars(counted))
    return counted


_STATES = (CandidateState.ACCEPTED, CandidateState.REJECTED, CandidateState.REFUSED)
_REASONS = {
    CandidateState.ACCEPTED: gettext_noop("A person, or the rule for fitting leads, has accepted the lead."),
    CandidateState.REJECTED: gettext_noop("A person does not want the lead."),
    CandidateState.REFUSED: gettext_noop("The lead was accepted, but may not or need not be taken in any more."),
}


def _decision(row: Candidate) -> AgentDecision:
    return AgentDecision(
        organization_id=row.organization_id,
        agent="scout",
        kind="scout",
        rule=f"by-{row.decided_by.partition(':')[0]}",
        reason=_REASONS[CandidateState(row.state)],
        key=f"candidate:{row.pk}",
        contact=row.contact,
        before="lead.found",
        after=str(row.state),
    )


def _add_by_rule(search: LeadSearch) -> int:
    """Take in the best, as far as the plan lets the scout: autonomy, the least fit, and so many in a day."""
    plan = plan_of(search.organization)
    if plan.mode != ScoutMode.ADD or search.organization.autonomy != Autonomy.AUTONOMOUS:
        return 0
    today = Candidate.objects.for_organization(search.organization).added_since(clock.now() - DAY)  # type: ignore[attr-defined]
    room = max(plan.most_a_day - today.count(), 0)
    fitting = search.candidates.proposed().filter(fit__gte=plan.least_fit).order_by("-fit", "pk")  # type: ignore[attr-defined]
    ids = list(fitting.values_list("pk", flat=True)[:room])
    return _decide(search, ids, ACCEPT, AGENT, "").accepted if ids else 0


def _ask(search: LeadSearch) -> Approval | None:
    """Put the question about those that are left, if any are."""
    left = list(search.candidates.proposed().order_by("-fit", "pk").values_list("pk", "fit"))  # type: ignore[attr-defined]
    if not left:
        return None
    title = ngettext(
        "Take in {count} lead that the scout found?", "Take in {count} leads that the scout found?", len(left)
    )
    return request(
        search.organization,
        kind=KIND,
        title=title.format(count=len(left)),
        content=LeadsProposal(
            search_id=search.pk, leads=len(left), best_fit=left[0][1], candidate_ids=[pk for pk, _ in left]
        ),
        subject=search,
        assignee=_user(search.by),  # nobody where the scout looked by itself
        key=f"scout:{search.pk}",
        actor=AGENT,
    )


def _note(search: LeadSearch, found: int, added: int) -> None:
    """One decision about the search itself, and what came of it for who listens."""
    payload = {"found": found, "added": added, "seen": search.seen, "spent": search.spent, "trouble": search.trouble}
    enter(search.organization, "leads.found", search, actor=AGENT, payload=payload)
    reason = gettext_noop("The search came to its end; the search's page says what it saw and whom it left out.")
    row = AgentDecision(
        organization_id=search.organization_id,
        agent="scout",
        kind="search",
        rule=f"source-{search.source}",
        reason=reason,
        key=f"lead-search:{search.pk}",
        before="leads.search_asked",
        after=str(search.state),
        detail={"search_id": search.pk, **payload},
    )
    decide_many([row])


def _answered(approval: Approval) -> None:
    """A word on all that still wait: accepted, or rejected with the reason given."""
    if approval.status != ApprovalStatus.RESOLVED:
        return
    search = LeadSearch.objects.filter(approval=approval).select_related("organization").first()
    if search is not None:
        _decide(search, None, approval.choice, _who(approval), approval.remark)


def _who(approval: Approval) -> User | str:
    return _user(approval.resolved_by) or approval.resolved_by


def _user(name: str) -> User | None:
    """The member behind an actor's name, where it is one's."""
    kind, _, number = name.partition(":")
    return User.objects.filter(pk=id_in(number)).first() if kind == "user" else None


def left_out_lines(counts: dict[str, int]) -> Sequence[tuple[str, int]]:
    """Why people were left out and how many, in words, the commonest first."""
    known: dict[str, Any] = dict(LeftOut.choices)
    return [(str(known.get(code, code)), number) for code, number in sorted(counts.items(), key=lambda one: -one[1])]


def register() -> None:
    """Read and answer the scout's questions."""
    register_content(KIND, LeadsProposal)
    register_resolver(KIND, _answered)
    register_subject_lock(LeadSearch._meta.label_lower, lock_searches)
