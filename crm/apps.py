from importlib import import_module

from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"

    def ready(self) -> None:
        import_module("crm.listeners")
