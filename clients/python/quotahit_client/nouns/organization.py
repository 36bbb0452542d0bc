"""What can be done with organization. Written by `bin/manage api_client`; not by hand."""

from quotahit_client import models
from quotahit_client.transport import Noun


class Organization(Noun):
    def get(
        self,
    ) -> models.Organization:
        """Its settings."""
        response = self._transport.ask(
            "GET",
            "/api/v1/organization/",
        )
        return self._transport.shown(models.Organization, response)
