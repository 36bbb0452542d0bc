"""QuotaHit: an autonomous sales department in one Django project."""

import gc

from quotahit.celery import app as celery_app

__all__ = ["celery_app"]
# A batch makes thousands of rows, none of them in a circle: looking for circles all the time would take a fifth of it.
gc.set_threshold(50_000, 20, 20)
