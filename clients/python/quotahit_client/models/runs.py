"""What is told of runs. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from typing import Any

from quotahit_client.transport import Model


class Step(Model):
    position: int
    name: str
    status: str
    input: Any
    output: Any
    error: str
    attempts: int
    at: datetime
    milliseconds: float


class Run(Model):
    """Chains at work, each with what became of its steps."""

    id: int
    chain: str
    version: int
    step_names: list[str]
    event_id: int | None
    subject_type: str
    subject_id: int | None
    status: str
    reason: str
    position: int
    attempts: int
    wake_at: datetime | None
    paused_at: datetime | None
    created_at: datetime
    moved_at: datetime
    ended_at: datetime | None
    steps: list[Step]
