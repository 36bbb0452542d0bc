"""The Celery application: hints to go and look, and the metronome that finds what no hint announced."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quotahit.settings")
app = Celery("quotahit")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
