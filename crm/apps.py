from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = _("Records")

    def ready(self) -> None:
        for module in (
            "bulk.owners",
            "bulk.tags",
            "bulk.tasks",
            "bulk.deals",
            "checks",
            "duplicates.listening",
            "importing.undoing.own_rules",
            "lateness",
            "listeners",
            "merging.own_rules",
            "noticing.arising",
            "privacy",
            "segments.contact_fields",
            "timeline_sources",
            "timeline_permissions",
            "visibility",
            "webhook_notices",
        ):
            import_module(f"crm.{module}")
