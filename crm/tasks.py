"""What the worker runs: hints to go and look, each a call of a verb."""

from celery import shared_task

from crm.engagement import fade
from crm.importing import running
from crm.scoring import rescore
from quotahit.accounts.models import Organization


@shared_task(name="crm.rescore")
def rescore_organization(organization_id: int, cause: str = "profile") -> None:
    rescore(Organization.objects.get(pk=organization_id), cause=cause, actor="system:rescore")


@shared_task(name="crm.fade_engagement")
def fade_engagement() -> None:
    fade()


@shared_task(name="crm.run_imports")
def run_imports() -> None:
    running.run_imports()
