"""What is told of sequences. Written by `bin/manage api_client`; not by hand."""

from decimal import Decimal

from quotahit_client.transport import Model


class StepShown(Model):
    id: int
    position: int
    template: int
    delay_days: Decimal
    same_thread: bool


class Sequence(Model):
    """Messages in order, sent within the recipient's own window of the day."""

    id: int
    name: str
    purpose: str
    code: str
    window_from: str
    window_until: str
    weekdays_only: bool
    when_cold: str
    is_active: bool
    steps: list[StepShown]
