"""What can be done with rules. Written by `bin/manage api_client`; not by hand."""

from quotahit_client import models
from quotahit_client.transport import Noun


class Rules(Noun):
    def get(
        self,
    ) -> models.RuleTable:
        """All rules, and which of them hold."""
        response = self._transport.ask(
            "GET",
            "/api/v1/rules/",
        )
        return self._transport.shown(models.RuleTable, response)

    def switch(
        self,
        *,
        rule: str,
        is_on: bool,
        idempotency_key: str | None = None,
    ) -> models.RuleTable:
        """Put a rule in force or out of it, from the next event on."""
        response = self._transport.ask(
            "POST",
            "/api/v1/rules/switch/",
            body={
                "rule": rule,
                "is_on": is_on,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return models.RuleTable.model_validate(response.json())
