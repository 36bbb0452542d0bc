from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "quotahit.workflow"
    label = "workflow"
