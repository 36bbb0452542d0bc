"""The health pages: what is well, what is late, and who may read the figures."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client

from crm.models import Contact
from outreach.models import Sequence
from quotahit import clock, health, heartbeat
from quotahit.accounts.models import Organization
from quotahit.workflow.models import Run
from tests.outreach.conftest import engage, sandbox

__all__ = ["engage", "sandbox"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alive() -> None:
    heartbeat.beat()


def late(client: Client) -> list[str]:
    """What is not well, by the page."""
    answer = client.get("/readyz")
    found = [name for name, check in answer.json()["checks"].items() if not check["ok"]]
    assert (answer.status_code, answer.json()["ok"]) == ((503, False) if found else (200, True))
    return found


def test_a_quiet_installation_is_ready(client: Client, acme: Organization) -> None:
    assert late(client) == []
    assert {"database", "broker", "scheduler", "work.runs", "work.deliveries"} <= client.get("/readyz").json()[
        "checks"
    ].keys()


def test_a_scheduler_that_has_stopped_shows_on_both_pages(client: Client) -> None:
    cache.delete(heartbeat.KEY)
    assert late(client) == ["scheduler"]
    assert client.get("/healthz").status_code == 503


def test_a_run_that_nobody_takes_is_stuck_unless_its_organization_rests(client: Client, acme: Organization) -> None:
    long_ago = clock.now() - timedelta(minutes=6)
    Run.objects.create(organization=acme, chain="c", version=1, step_names=["s"], wake_at=long_ago)
    Run.objects.create(
        organization=acme, chain="c", version=1, step_names=["s"], wake_at=clock.now() + timedelta(days=9)
    )
    assert late(client) == ["work.runs"]
    Organization.objects.update(paused_at=clock.now())
    assert late(client) == []


def test_an_enrolment_that_nobody_looks_at_is_stuck(client: Client, engage: Sequence, dana: Contact) -> None:
    engage.enrollments.create(
        organization=dana.organization, contact=dana, next_at=clock.now() - timedelta(minutes=6), position=1
    )
    assert late(client) == ["work.enrollments"]


def test_every_queue_has_its_watch() -> None:
    names = {name for name, _, _ in health.lateness()}
    assert names == {f"work.{queue}" for queue in QUEUES}


QUEUES = ("approvals", "calls", "deliveries", "enrollments", "imports", "inbound", "runs", "seals", "webhooks")


def test_figures_are_for_this_machine_until_a_token_is_set(client: Client, settings) -> None:
    client.get("/healthz")
    figures = client.get("/metrics").content.decode()
    assert 'quotahit_oldest_due_seconds{queue="work.runs"} 0.0' in figures
    assert 'quotahit_request_seconds_count{method="GET",page="healthz",status="200"}' in figures
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    settings.METRICS_TOKEN = "let me in"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer let me in"}).status_code == 200


def test_a_server_with_a_public_address_passes_the_deployment_check(tmp_path) -> None:
    own = {"PUBLIC_URL": "https://sell.acme.example", "QUOTAHIT_HOME": str(tmp_path)}
    command = [sys.executable, str(configured.BASE_DIR / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=os.environ | own, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
