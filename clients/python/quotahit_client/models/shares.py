"""What is told of shares. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime

from quotahit_client.transport import Model


class Share(Model):
    """A record that is open to a member or a team who would not see it otherwise, with what hangs on it."""

    id: int
    contact: int | None
    company: int | None
    deal: int | None
    member: int | None
    member_name: str
    team: int | None
    team_name: str
    created_at: datetime
