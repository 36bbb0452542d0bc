"""One question put to one endpoint: by schema where it can, in plain JSON where not, with one round of repair."""

import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from pydantic import BaseModel, ValidationError

from quotahit.accounts.models import Organization
from quotahit.llm.choices import Outcome
from quotahit.llm.endpoints import Endpoint
from quotahit.llm.errors import CallFailed, NoAnswer
from quotahit.llm.models import ModelCall
from quotahit.llm.paid import Order, paid_call
from quotahit.llm.prices import price_of, tokens_at_most
from quotahit.llm.prompts import Prompt, Question

T = TypeVar("T", bound=BaseModel)
Messages = list[Any]  # of role and content, as the SDK takes them

# Endpoints that refused a schema are not offered one again while this process lives.
_takes_no_schema: set[tuple[str, str]] = set()


@dataclass(frozen=True)
class Conversation(Generic[T]):
    """Who asks whom, with which prompt, for an answer of which shape."""

    organization: Organization
    endpoint: Endpoint
    prompt: Prompt
    schema: type[T]
    subject: models.Model | tuple[str, int] | None
    temperature: float | None

    def ask(self, question: Question) -> tuple[T, int]:
        """The validated answer and the id of the call that gave it. Raises NotAsked, CallFailed and NoAnswer."""
        messages = question.messages()
        call = self._exchange(messages)
        value, complaint = self._read(call)
        if value is None:
            call = self._exchange([*messages, *_repair(call.answer, complaint)])
            value, complaint = self._read(call)
        if value is None:
            raise NoAnswer(Outcome.INVALID, call.pk)
        return value, call.pk

    def _exchange(self, messages: Messages) -> ModelCall:
        place = (self.endpoint.base_url, self.endpoint.model)
        if place not in _takes_no_schema:
            try:
                return self._call(messages, response_format=_response_format(self.schema))
            except CallFailed as problem:
                if problem.status not in (400, 422):
                    raise
        call = self._call(_with_schema_in_words(messages, self.schema))
        _takes_no_schema.add(place)
        return call

    def _call(self, messages: Messages, **options: Any) -> ModelCall:
        if self.temperature is not None:
            options["temperature"] = self.temperature
        options[self.endpoint.limit_name] = self.prompt.max_tokens
        with paid_call(self._order(messages)) as call:
            response = self.endpoint.client().chat.completions.with_raw_response.create(
                model=self.endpoint.model, messages=messages, **options
            )
            call.retries = response.retries_taken
            _note_answer(call, _parsed(response))
        if call.outcome == Outcome.REFUSED:
            raise NoAnswer(Outcome.REFUSED, call.pk)
        if call.outcome == Outcome.FAILED:
            raise CallFailed(call.pk, call.error_code)
        return call

    def _order(self, messages: Messages) -> Order:
        text = "\n\n".join(message["content"] for message in messages)
        estimate = price_of(self.endpoint.model).of(tokens_at_most(text), self.prompt.max_tokens)
        return Order(
            organization=self.organization,
            endpoint=self.endpoint,
            prompt=self.prompt.name,
            prompt_version=self.prompt.version,
            estimate=estimate,
            subject=self.subject,
            question=text,
        )

    def _read(self, call: ModelCall) -> tuple[T | None, str]:
        """The answer as an instance of the schema, or None and what is wrong with it."""
        text = call.answer
        try:
            return self.schema.model_validate_json(text[text.find("{") : text.rfind("}") + 1]), ""
        except ValidationError as problem:
            ModelCall.objects.filter(pk=call.pk).update(outcome=Outcome.INVALID, error_code="schema")
            return None, "\n".join(_complaint(error) for error in problem.errors(include_url=False))


def _parsed(response: Any) -> object:
    """The SDK's object, or None where a page of something else came back with a 200."""
    try:
        return response.parse()
    except json.JSONDecodeError:
        return None


def _note_answer(call: ModelCall, completion: object) -> None:
    """Write on the record what was answered and used; what is no completion at all is a failure."""
    from openai.types.chat import ChatCompletion

    if not isinstance(completion, ChatCompletion) or not completion.choices:
        call.outcome, call.error_code = Outcome.FAILED, "not_a_completion"
        return
    usage, choice = completion.usage, completion.choices[0]
    if usage is not None:
        call.tokens_in, call.tokens_out = usage.prompt_tokens, usage.completion_tokens
        call.cost = price_of(call.model).of(call.tokens_in, call.tokens_out)
    call.answer = choice.message.content or ""
    refused = bool(choice.message.refusal) or choice.finish_reason == "content_filter"
    call.outcome = Outcome.REFUSED if refused else Outcome.OK


def _response_format(schema: type[BaseModel]) -> dict[str, Any]:
    """The schema in the strict form that vendors ask for; the SDK makes it for functions, and formats are the same."""
    from openai import pydantic_function_tool

    function = pydantic_function_tool(schema)["function"]
    return {
        "type": "json_schema",
        "json_schema": {"name": function["name"], "strict": True, "schema": function["parameters"]},
    }


def _with_schema_in_words(messages: Messages, schema: type[BaseModel]) -> Messages:
    words = (
        "Answer with one JSON object that fits this JSON schema, and with nothing else:\n"
        f"{json.dumps(schema.model_json_schema())}"
    )
    return [{"role": "system", "content": words}, *messages]


def _repair(answer: str, complaint: str) -> Messages:
    words = f"That does not fit the schema:\n{complaint}\nAnswer again, with the corrected JSON object alone."
    return [{"role": "assistant", "content": answer or "(nothing)"}, {"role": "user", "content": words}]


def _complaint(error: Any) -> str:
    return f"- {'.'.join(map(str, error['loc'])) or 'the answer'}: {error['msg']}"
