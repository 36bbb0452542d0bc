"""The scout's round: look, then propose."""

from typing import Any

from agents.models import LeadSearch
from agents.scout import deciding
from agents.scout.deciding import settle
from agents.scout.errors import Lasting, Passing
from agents.scout.searching import CHAIN, look
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.context import Context
from quotahit.workflow.errors import Retry
from quotahit.workflow.skills import skill


@skill("scout.look", external=True)
def look_for_leads(context: Context) -> dict[str, Any]:
    """Find candidates page by page. What may pass is tried again from where it stopped; what will not ends the search
    with what it has."""
    search = _search(context)
    if search is None or not search.is_running:
        return {"found": 0}
    try:
        look(search)
        trouble = ""
    except Passing as problem:
        _say(search, problem.code)
        raise Retry(problem.code, problem.retry_after) from problem
    except Lasting as problem:
        trouble = problem.code
    _say(search, trouble)
    return {"found": search.candidates.proposed().count(), "trouble": trouble}  # type: ignore[attr-defined]


@skill("scout.propose")
def propose(context: Context) -> dict[str, Any]:
    """Add who may be added by rule, and ask a person about the rest."""
    search = _search(context)
    if search is not None:
        settle(search)
    return {"search_id": search.pk if search else None}


def _say(search: LeadSearch, trouble: str) -> None:
    """What stands in the way now, for the page; nothing that was known before is said twice."""
    if search.trouble != trouble:
        search.trouble = trouble
        search.save(update_fields=["trouble"])


def _search(context: Context) -> LeadSearch | None:
    searches = LeadSearch.objects.for_organization(context.organization_id).select_related("organization")
    return searches.filter(pk=context.subject_id).first()


def register() -> None:
    """Offer the chain of a search: where looking fails for good, what was found until then is proposed."""
    steps = (Step("look", "scout.look", critical=False), Step("propose", "scout.propose"))
    register_chain(Chain(CHAIN, 1, steps=steps))
    deciding.register()
