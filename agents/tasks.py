"""Hints from the scheduler."""

from celery import shared_task

from agents.sweep import sweep


@shared_task(name="agents.sweep")
def sweep_quiet_leads() -> None:
    sweep()
