from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "quotahit.events"
    label = "events"
    verbose_name = "Events"

    def ready(self) -> None:
        from quotahit.accounts.journal import record_with
        from quotahit.events import privacy  # noqa: F401
        from quotahit.events.record import record

        record_with(record)
