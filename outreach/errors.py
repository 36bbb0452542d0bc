"""What can go wrong when we write to people.

OutreachError
├── UnresolvedVariable      a template names something we do not know about this contact
├── BrokenTemplate          a template that cannot be rendered for anybody
├── BadLink                 a token that we did not sign, or one that has run out
├── NotSendable             a person asked for something that this delivery's state does not allow
├── NotHandedOver           a provider tells of a mail to us and does not give it
└── SendFailed              what a provider reports
    ├── PermanentFailure    the same message will never be taken
    ├── TemporaryFailure    worth another try, after `retry_after` where the provider says when
    └── FateUnknown         the connection broke when the message may already have been taken
"""

from datetime import timedelta

from django.utils.translation import gettext

from quotahit.veil import veiled


class OutreachError(Exception):
    """Anything this room reports."""


class UnresolvedVariable(OutreachError):
    """`variable` is the name as the template writes it, such as `contact.first_name`."""

    def __init__(self, variable: str) -> None:
        super().__init__(
            gettext("The template asks for {variable}, which is not known for this contact.").format(variable=variable)
        )
        self.variable = variable


class BrokenTemplate(OutreachError):
    """The message says what is wrong and where."""


class BadLink(OutreachError):
    """The message is fit to be shown to the person who followed the link."""


class NotSendable(OutreachError):
    """The message says why, for the person who pressed the button."""


class NotHandedOver(OutreachError):
    """It may do so at another time."""


class SendFailed(OutreachError):
    """`code` is ours, upper case; the message carries the provider's own words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(veiled(message))  # providers repeat what they were sent
        self.code = code


class PermanentFailure(SendFailed):
    """Final."""


class TemporaryFailure(SendFailed):
    """May pass."""

    def __init__(self, code: str, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class FateUnknown(SendFailed):
    """Sent or not: only the provider, or a person, can say."""
