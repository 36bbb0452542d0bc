"""The verbs of runs: start and advance them, stop and resume them."""

import json
from collections.abc import Sequence

from django.db import connection

from quotahit import clock
from quotahit.events.models import Event
from quotahit.workflow import sql
from quotahit.workflow.advance import advance
from quotahit.workflow.chains import Chain, newest
from quotahit.workflow.hints import look_soon
from quotahit.workflow.interventions import cancel, resume, retry, skip
from quotahit.workflow.models import Run
from quotahit.workflow.pausing import pause_runs, resume_runs

__all__ = ["advance", "cancel", "pause_runs", "resume", "resume_runs", "retry", "skip", "start", "start_chain"]


def start(chain_name: str, events: Sequence[Event]) -> int:
    """Begin one run of the newest version for each event, in the caller's transaction; returns how many are new.

    An event starts a chain once, however often it is offered. UnknownChain when no such chain is registered.
    """
    return start_chain(newest(chain_name), events)


def start_chain(chain: Chain, events: Sequence[Event]) -> int:
    """Begin runs of this version, by one statement over the events' own rows."""
    now = sql.instant(clock.now())
    these, ids = sql.among("id", [event.pk for event in events])
    statement = f"""
        INSERT INTO {Run._meta.db_table} (organization_id, chain, version, step_names, event_id,
            subject_type, subject_id, lane, status, reason, position, attempts, claim,
            wake_at, created_at, moved_at)
        SELECT organization_id, %s, %s, {sql.json_literal()}, id, subject_type, subject_id,
            %s, 'ready', '', 0, 0, '', %s, %s, %s
        FROM {Event._meta.db_table} WHERE {these} ORDER BY id ON CONFLICT DO NOTHING"""
    values = [chain.name, chain.version, json.dumps(chain.step_names), chain.first_lane, now, now, now]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *ids])
        started = cursor.rowcount
    if started:
        look_soon()
    return started
