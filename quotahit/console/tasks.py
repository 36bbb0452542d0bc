"""Hints from the scheduler."""

from celery import shared_task

from quotahit.console.demo.prospects import act_in_all_demos


@shared_task(name="console.demo_prospects")
def let_demo_prospects_act() -> None:
    act_in_all_demos()
