from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "quotahit.audit"
    label = "audit"
    verbose_name = "Audit"
