from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "quotahit.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Let the health page see how late the sealer is."""
        from quotahit.audit import lateness  # noqa: F401
