"""Who is in a chain of agents at this moment."""

from collections.abc import Iterable

from agents.orchestrator.chains.definitions import definitions
from quotahit.workflow.choices import RunStatus
from quotahit.workflow.models import Run
from quotahit.workflow.models.runs import RunQuerySet

# A run that failed, or that nothing can execute, takes its lead no further.
STUCK = (RunStatus.PARKED,)


def chain_names() -> list[str]:
    """Every chain of agents, by name."""
    return [chain.name for chain in definitions()]


def open_runs_about(contact_ids: Iterable[int]) -> RunQuerySet:
    """Runs of chains of agents about these contacts that have not come to an end."""
    open_runs = Run.objects.open().filter(subject_type="crm.contact", subject_id__in=list(contact_ids))
    return open_runs.filter(chain__in=chain_names())


def going_on() -> RunQuerySet:
    """Runs of chains of agents that take some contact further, by themselves or with a person's help."""
    open_runs = Run.objects.open().filter(subject_type="crm.contact", chain__in=chain_names())
    return open_runs.exclude(status__in=STUCK)


def in_chains(contact_ids: Iterable[int]) -> set[int]:
    """Those of the contacts for whom a chain of agents is at work or waits."""
    ids = list(contact_ids)
    if not ids:
        return set()
    return set(going_on().filter(subject_id__in=ids).values_list("subject_id", flat=True))
