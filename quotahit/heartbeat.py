"""Proof of life: the scheduler asks, a worker answers, the health page reads."""

import time

from celery import shared_task
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse

EVERY = 2
LATE = 30
KEY = "heartbeat"


@shared_task(name="platform.heartbeat")
def beat() -> None:
    """Scheduled every two seconds: that it runs shows that scheduler, broker and worker are up."""
    cache.set(KEY, _real_time(), timeout=LATE)


def healthz(request: HttpRequest) -> JsonResponse:
    """200 once web, worker and scheduler are up; 503 with what is missing until then."""
    last = cache.get(KEY)
    working = last is not None and _real_time() - last < LATE
    state = {"web": "up", "worker": "up" if working else "waiting", "scheduler": "up" if working else "waiting"}
    return JsonResponse({"ok": working, **state}, status=200 if working else 503)


def _real_time() -> float:
    # Not the product's clock: skipping the sandbox ahead must not look like a stopped worker.
    return time.time()
