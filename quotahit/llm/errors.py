"""Why there is no answer from a model.

LlmError
├── NotAsked      nothing went out: no key, over budget, or paid calls are forbidden here
├── CallFailed    permanent, unless `is_transient`: then it is worth another try later
└── NoAnswer      the model refused, or twice gave what does not fit the schema
"""

from quotahit.llm.choices import Outcome


class LlmError(Exception):
    """`outcome` is the code for it, `call_id` the ModelCall that has it on record."""

    def __init__(self, outcome: Outcome, call_id: int | None = None) -> None:
        super().__init__(f"{outcome.label} (model call {call_id})")
        self.outcome = outcome
        self.call_id = call_id


class NotAsked(LlmError):
    pass


class CallFailed(LlmError):
    def __init__(self, call_id: int, code: str, *, status: int | None = None) -> None:
        super().__init__(Outcome.FAILED, call_id)
        self.code = code
        self.status = status

    @property
    def is_transient(self) -> bool:
        """Too many requests, their own failure, or no connection."""
        return self.status is None or self.status in (408, 409, 429) or self.status >= 500


class NoAnswer(LlmError):
    pass
