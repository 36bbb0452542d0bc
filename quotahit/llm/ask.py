"""Asking a model a question whose answer fits a schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from django.db import models
from pydantic import BaseModel

from quotahit.accounts.errors import CredentialLocked
from quotahit.accounts.models import Organization
from quotahit.llm.choices import Outcome
from quotahit.llm.conversation import Conversation
from quotahit.llm.endpoints import endpoint_for
from quotahit.llm.errors import LlmError
from quotahit.llm.prompts import Prompt

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What came back. `why` is "" for a model's answer, else the Outcome code that made the offline function speak."""

    value: T
    by: Literal["model", "offline"]
    why: str = ""
    call_id: int | None = None


def ask(
    organization: Organization,
    prompt: Prompt,
    context: Mapping[str, Any],
    schema: type[T],
    *,
    subject: models.Model | tuple[str, int] | None = None,
    vendor: str = "openai",
    model: str = "",
    temperature: float | None = None,
) -> Answer[T]:
    """Ask the organization's model; without a key, over budget or on failure the prompt's offline function answers.

    `vendor` names the credentials to use ("perplexity" is one), `model` overrides the configured model. Must not be
    called inside a transaction (RuntimeError): no row may stay locked while a model thinks.
    """
    question = prompt.render(context)
    try:
        endpoint = endpoint_for(organization, vendor, model)
        conversation = Conversation(organization, endpoint, prompt, schema, subject, temperature)
        value, call_id = conversation.ask(question)
    except LlmError as problem:
        return _offline(prompt, context, schema, problem.outcome, problem.call_id)
    except CredentialLocked:
        return _offline(prompt, context, schema, Outcome.FAILED, None)
    return Answer(value, "model", call_id=call_id)


def _offline(
    prompt: Prompt, context: Mapping[str, Any], schema: type[T], why: Outcome, call_id: int | None
) -> Answer[T]:
    value = prompt.offline(context)
    if not isinstance(value, schema):
        raise TypeError(
            f"The offline function of {prompt.name} returned {type(value).__name__}, not {schema.__name__}."
        )
    return Answer(value, "offline", str(why), call_id)
