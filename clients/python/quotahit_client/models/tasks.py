"""What is told of tasks. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Task(Model):
    """What people are to do."""

    id: int
    title: str
    detail: str
    contact: int | None
    deal: int | None
    assignee: int | None
    assignee_name: str
    kind: str
    priority: str
    due_at: datetime | None
    reminder: str
    remind_at: datetime | None
    done_at: datetime | None
    created_by: str
    created_at: datetime
