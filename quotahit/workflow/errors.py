"""What can go wrong with runs and approvals.

WorkflowError
├── StepError            raised by a skill
│   ├── Permanent        trying again would not help
│   └── Retry            it may pass: try again, after `retry_after` where that is known
├── Unknown              a name that is not registered
│   ├── UnknownSkill
│   └── UnknownChain
├── NotPossible          a verb that this run's status does not allow
└── ApprovalError        an answer that does not count
    ├── ApprovalConflict     the content has changed since it was shown
    ├── ApprovalClosed       somebody answered before, or it expired or was withdrawn
    ├── ChoiceUnknown        not one of the choices, or edits that the content does not allow
    └── NotYours             this person may not answer it
"""

from datetime import timedelta


class WorkflowError(Exception):
    """Anything this room raises on purpose."""


class StepError(WorkflowError):
    """A step that did not succeed. The message is a code, for step records hold no text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Permanent(StepError):
    """The step will never succeed as things are."""


class Retry(StepError):
    """The step may succeed later; without `retry_after` the engine backs off by itself."""

    def __init__(self, code: str, retry_after: timedelta | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class Unknown(WorkflowError):
    """A name that nothing is registered under."""


class UnknownSkill(Unknown):
    """No skill of this name."""


class UnknownChain(Unknown):
    """No chain of this name."""


class NotPossible(WorkflowError):
    """The run is not in a state for this; the message says so to a person."""


class ApprovalError(WorkflowError):
    """An answer that does not count; the message says why to a person."""


class ApprovalConflict(ApprovalError):
    """The content has changed since this person saw it."""


class ApprovalClosed(ApprovalError):
    """The question is no longer open."""


class ChoiceUnknown(ApprovalError):
    """Not one of the choices, or edits that do not fit the content."""


class NotYours(ApprovalError):
    """Another person or a higher role has to answer."""
