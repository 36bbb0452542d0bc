"""The one way to spend money on a model: budget and record before, costs and outcome after."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction

from quotahit.accounts.models import Organization
from quotahit.audit.log import append
from quotahit.llm import metering
from quotahit.llm.choices import Outcome
from quotahit.llm.endpoints import Endpoint
from quotahit.llm.errors import CallFailed, NotAsked
from quotahit.llm.models import ModelCall
from quotahit.llm.spending import spend_this_month

# The SDK takes twenty megabytes, which an installation without a model need not spend.
if TYPE_CHECKING:
    from openai import APIError

ACTOR = "system:llm"


@dataclass(frozen=True)
class Order:
    """What is about to be bought, and the most that it may cost."""

    organization: Organization
    endpoint: Endpoint
    prompt: str
    estimate: Decimal
    prompt_version: str = ""
    subject: models.Model | tuple[str, int] | None = None
    question: str = ""


@contextmanager
def paid_call(order: Order) -> Iterator[ModelCall]:
    """Set money aside, let the caller make the call, and settle what it wrote on the record.

    The caller sets tokens, cost, outcome and answer on the yielded record. Raises NotAsked before anything goes out,
    CallFailed for the vendor's errors, and RuntimeError inside a transaction, which a call must never hold open.
    """
    call = _set_aside(order)
    from openai import APIError

    started = time.perf_counter()
    try:
        yield call
    except APIError as problem:
        _note_failure(call, problem)
        raise CallFailed(call.pk, call.error_code, status=getattr(problem, "status_code", None)) from problem
    finally:
        call.latency_ms = round((time.perf_counter() - started) * 1000)
        _settle(call)


def _set_aside(order: Order) -> ModelCall:
    """Record the call before it is made; two that ask for the last of a budget ask one after the other."""
    with transaction.atomic(durable=True):
        organization = Organization.objects.select_for_update(no_key=True).get(pk=order.organization.pk)
        outcome = _verdict(order, organization)
        call = _new_record(order, outcome)
        if outcome in (Outcome.OVER_BUDGET, Outcome.FORBIDDEN):
            append(organization, ACTOR, "model.not_asked", call, outcome=outcome)
    if outcome != Outcome.RUNNING:
        raise NotAsked(outcome, call.pk)
    return call


def _verdict(order: Order, organization: Organization) -> Outcome:
    if not order.endpoint.api_key:
        return Outcome.NO_KEY
    if settings.REFUSE_PAID_CALLS:
        return Outcome.FORBIDDEN
    if spend_this_month(organization) + order.estimate > organization.monthly_model_budget:
        return Outcome.OVER_BUDGET
    return Outcome.RUNNING


def _new_record(order: Order, outcome: Outcome) -> ModelCall:
    subject = order.subject
    if isinstance(subject, models.Model):
        subject = (subject._meta.label_lower, subject.pk)
    goes_out = outcome == Outcome.RUNNING
    return ModelCall.objects.create(
        organization=order.organization,
        prompt=order.prompt,
        prompt_version=order.prompt_version,
        vendor=order.endpoint.vendor,
        model=order.endpoint.model,
        cost=order.estimate if goes_out else Decimal(0),
        subject_type=subject[0] if subject else "",
        subject_id=subject[1] if subject else None,
        outcome=outcome,
        question=order.question if goes_out else "",
    )


def _note_failure(call: ModelCall, problem: "APIError") -> None:
    """A vendor bills no error it answered; after a time-out it may have, so what was set aside stays counted."""
    from openai import APIStatusError, APITimeoutError

    call.outcome = Outcome.FAILED
    if isinstance(problem, APITimeoutError):
        call.error_code = "timeout"
        return
    call.error_code = f"http_{problem.status_code}" if isinstance(problem, APIStatusError) else "connection"
    call.cost = Decimal(0)


def _settle(call: ModelCall) -> None:
    if call.outcome == Outcome.RUNNING:
        call.outcome = Outcome.FAILED
        call.error_code = call.error_code or "broken_off"
    with transaction.atomic():
        call.save(update_fields=_columns(call))
        metering.count(call.cost)
        append(
            call.organization_id,
            ACTOR,
            "model.called",
            call,
            why={"prompt": call.prompt, "version": call.prompt_version, "cost": str(call.cost)},
            outcome="done" if call.outcome == Outcome.OK else call.outcome,
        )


def _columns(call: ModelCall) -> list[str]:
    """What is written of a call; no words, if whom it was about has been erased meanwhile."""
    is_kept = ModelCall.objects.select_for_update().filter(pk=call.pk, question=call.question).exists()
    names = {field.name for field in call._meta.concrete_fields if not field.primary_key}
    return sorted(names if is_kept else names - {"question", "answer"})
