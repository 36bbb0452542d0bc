"""What is told of teams. Written by `bin/manage api_client`; not by hand."""

from quotahit_client.transport import Model


class Team(Model):
    """Those who sell together; a team may stand below another."""

    id: int
    name: str
    parent: int | None
