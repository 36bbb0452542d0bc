from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "quotahit.workflow"
    label = "workflow"
    verbose_name = _("Workflow")

    def ready(self) -> None:
        """Listen, be watched, keep the database's function, and let every room bring its skills."""
        from quotahit.workflow import checks, lateness, listeners, privacy, store, visibility  # noqa: F401
        from quotahit.workflow.webhooks import planning  # noqa: F401

        post_migrate.connect(store.make_function, sender=self)
        autodiscover_modules("skills")
