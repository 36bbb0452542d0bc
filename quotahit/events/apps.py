from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "quotahit.events"
    label = "events"
