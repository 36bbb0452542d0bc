"""Hints from the scheduler."""

from celery import shared_task

from quotahit.accounts.models import User
from quotahit.accounts.retention import apply_retention
from quotahit.console.demo import workspace
from quotahit.console.demo.prospects import act_in_all_demos
from quotahit.console.privacy.copies import rewrite_if_due


@shared_task(name="console.demo_prospects")
def let_demo_prospects_act() -> None:
    act_in_all_demos()


@shared_task(name="console.load_demo")
def load_demo(owner_id: int) -> None:
    workspace.load(owner=User.objects.get(pk=owner_id))


@shared_task(name="console.retention")
def let_go() -> None:
    apply_retention()
    rewrite_if_due()
