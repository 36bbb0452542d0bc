"""A chain that somebody asks for, for one record: a person, a key or an assistant."""

from collections.abc import Callable
from typing import Any

from django.db import models, transaction

from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name, append
from quotahit.events.record import record
from quotahit.workflow.chains import newest
from quotahit.workflow.models import Run
from quotahit.workflow.runs import start

Verb = Callable[[Organization, Any, str, object], Run]
_verbs: dict[str, Verb] = {}


def register_request(chain: str, verb: Verb) -> None:
    """Let `verb(organization, subject, chain, actor)` begin this chain: it may refuse with NotPossible."""
    _verbs[chain] = verb


def request_run(organization: Organization, subject: models.Model, chain: str, *, actor: object) -> Run:
    """Begin the newest version of a chain about this record. UnknownChain; NotPossible, if it is not for it."""
    newest(chain)
    verb = _verbs.get(chain, _request)
    return verb(organization, subject, chain, actor)


def _request(organization: Organization, subject: models.Model, chain: str, actor: object) -> Run:
    payload = {"chain": chain}
    with transaction.atomic():
        event = record(organization, "run.requested", subject=subject, payload=payload, source=actor_name(actor))
        start(chain, [event] if event else [])
        append(organization, actor, "run.requested", subject, why=payload)
    return Run.objects.get(organization=organization, event_id=event and event.pk)
