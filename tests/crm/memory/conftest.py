"""What was said with Dana, line by line."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crm.choices import Channel, Direction
from crm.interactions import log_interaction
from crm.models import Contact, Interaction
from quotahit import clock

EMAIL = Channel.EMAIL
Say = Callable[..., Interaction]


@pytest.fixture
def they(dana: Contact) -> Say:
    """Let Dana say something: `they("text", days=3, channel="sms")`."""

    def say(body: str, *, whose: Contact = dana, days: float = 0, channel: str = EMAIL, **more: Any) -> Interaction:
        at = clock.now() - timedelta(days=days)
        fields = {"outcome": "human", "actor": f"contact:{whose.pk}"} | more
        return log_interaction(
            whose.organization, whose, channel=channel, direction=Direction.INBOUND, at=at, body=body, **fields
        )

    return say


@pytest.fixture
def we(dana: Contact) -> Say:
    """Let us say something to Dana."""

    def say(body: str, *, whose: Contact = dana, days: float = 0, channel: str = EMAIL, **more: Any) -> Interaction:
        at = clock.now() - timedelta(days=days)
        fields = {"outcome": "sent", "actor": "agent:outreach"} | more
        return log_interaction(
            whose.organization, whose, channel=channel, direction=Direction.OUTBOUND, at=at, body=body, **fields
        )

    return say
