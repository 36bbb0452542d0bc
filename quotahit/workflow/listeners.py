"""The workflow's ear: events start runs and end waits, in the transaction that records them."""

from collections import defaultdict

from quotahit import clock
from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.workflow.chains import started_by
from quotahit.workflow.runs import start_chain
from quotahit.workflow.waits import notice


@listens_to("*")
def hear(events: list[Event]) -> None:
    """Insert a run per event and chain that listens to it, and hand events to the runs that wait for them."""
    by_type: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_type[event.type].append(event)
    for type_, same in by_type.items():
        for chain in started_by(type_):
            start_chain(chain, same)
    notice(events, clock.now())
