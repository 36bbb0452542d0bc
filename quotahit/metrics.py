"""Figures for a monitoring system, in the text format of Prometheus, at `/metrics`.

Each web process tells of itself: its requests, memory and CPU. What all processes share is read when it is asked for:
how late each queue is, and how long ago the scheduler's last beat was.
"""

import hmac
import ipaddress
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from quotahit import health, heartbeat

REQUEST_SECONDS = Histogram(
    "quotahit_request_seconds", "Time to answer, by method, page and status.", ["method", "page", "status"]
)


class Queues(Collector):
    """What the rows say, read at every question."""

    def describe(self) -> list[Metric]:
        """Nothing beforehand: without this the registry would ask the database while the module is loaded."""
        return []

    def collect(self) -> Iterator[Metric]:
        late = GaugeMetricFamily(
            "quotahit_oldest_due_seconds", "How long the oldest due work of a queue has waited.", labels=["queue"]
        )
        for name, since, _ in health.lateness():
            late.add_metric([name], since.total_seconds())
        yield late
        age = heartbeat.age()
        if age is not None:
            yield GaugeMetricFamily("quotahit_heartbeat_seconds", "Time since the scheduler's last beat.", value=age)


REGISTRY.register(Queues())


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who bears METRICS_TOKEN; without a token set, for this machine alone."""
    if not _may_ask(request):
        return HttpResponseForbidden("Metrics want the bearer token that METRICS_TOKEN sets.")
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _may_ask(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        borne = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        return hmac.compare_digest(borne, settings.METRICS_TOKEN.encode())
    forwarded = "X-Forwarded-For" in request.headers
    return not forwarded and ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback
