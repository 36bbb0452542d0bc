from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "quotahit.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        """Let the health page see how late the sealer is."""
        from quotahit.audit import lateness  # noqa: F401
