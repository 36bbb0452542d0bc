"""The Celery application: hints to go and look, and the metronome that finds what no hint announced.

A task carries nothing that matters: the rows are the truth, so a lost, late or doubled task is harmless, and so is a
second scheduler. A hint that waited longer than its period is dropped, for the next one is there already.
"""

import os
from datetime import UTC, datetime
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging

from quotahit import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quotahit.settings")


class LoggedTask(Task):
    """What a task writes into the process log names the task."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with logs.about(task=self.name):
            return super().__call__(*args, **kwargs)


@setup_logging.connect
def leave_the_log_alone(**details: Any) -> None:
    """Django has set the log up; while somebody listens here, Celery does not."""


app = Celery("quotahit", task_cls=LoggedTask)
# Tasks are also sent from the web server's threads, which know the default application only.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["quotahit"], related_name="heartbeat")

EVERY_SECONDS = {
    "platform.heartbeat": 2,
    "workflow.advance": 1,
    "workflow.send_webhooks": 2,
    "outreach.tick": 2,
    "outreach.dispatch": 2,
    "outreach.read_inbound": 2,
    "crm.run_imports": 2,
    "crm.run_bulk_jobs": 5,
    "crm.recap": 5,
    "audit.seal": 5,
    "outreach.enroll_segments": 10,
    "outreach.poll_mailboxes": 30,
    "workflow.expire": 30,
    "crm.remind": 30,
    "crm.mail_notices": 5,
    "console.demo_prospects": 10,
    "agents.scout": 60,
    "agents.sweep": 300,
    "outreach.tell_completed": 60,
    "crm.fade_engagement": 3600,
    "crm.weigh_engagement": 3600,
    "crm.find_duplicates": 3600,
    "crm.begin_recaps": 3600,
    "console.retention": 3600,
}
# Due as soon as a scheduler starts, however often it is restarted: else what is asked for once an hour might never be.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
app.conf.beat_schedule = {
    task: {"task": task, "schedule": period, "options": {"expires": max(period, 2)}, "last_run_at": LONG_AGO}
    for task, period in EVERY_SECONDS.items()
}
