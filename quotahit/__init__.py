"""QuotaHit: an autonomous sales department in one Django project."""

from quotahit.celery import app as celery_app

__all__ = ["celery_app"]
