from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "quotahit.events"
    label = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from quotahit.accounts.credentials import also_sealed
        from quotahit.accounts.journal import record_with
        from quotahit.events import privacy, visibility  # noqa: F401
        from quotahit.events.models import WebhookEndpoint
        from quotahit.events.record import record
        from quotahit.events.webhooks.endpoints import reseal

        record_with(record)
        also_sealed(WebhookEndpoint, reseal)
