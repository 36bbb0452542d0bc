"""Hints from the scheduler."""

from celery import shared_task

from agents.scout.planning import look_when_due
from agents.sweep import sweep


@shared_task(name="agents.sweep")
def sweep_quiet_leads() -> None:
    sweep()


@shared_task(name="agents.scout")
def scout_when_due() -> None:
    look_when_due()
