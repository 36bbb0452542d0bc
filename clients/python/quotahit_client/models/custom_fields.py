"""What is told of custom fields. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class CustomField(Model):
    """The fields that an organization has beside ours. Records hold their values in `custom`, by key."""

    id: int
    noun: str
    key: str
    label: str
    kind: str
    choices: list[str]
    is_required: bool
    in_list: bool
    position: int
    archived_at: datetime | None
    created_at: datetime
