"""What may befall the product from outside, each for a few seconds while it works: a block begins it and ends it."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import connection

from quotahit import clock
from quotahit.console.drills.own_redis import start_redis
from quotahit.console.drills.peers.log import Mood
from quotahit.console.drills.peers.people import Post
from quotahit.console.drills.stage import Stage

Calamity = Callable[[Stage], AbstractContextManager[None]]
CUTS, BETWEEN_CUTS = 5, 0.4  # how often all connections are cut, and seconds in between
AWAY = 1.0  # seconds that Redis is gone
ANSWERS = 5  # that are on their way when the post goes wrong
MOODS = [mood.value for mood in Mood if mood is not Mood.WELL]


@contextmanager
def bad_mood(mood: Mood, on: Stage) -> Iterator[None]:
    """Both servers treat every mail like this."""
    on.log.mood = mood
    yield
    on.log.mood = Mood.WELL


@contextmanager
def muddled_post(on: Stage) -> Iterator[None]:
    """Webhooks come twice, and in the wrong order."""
    on.crowd.post = Post.MUDDLED
    _let_people_answer(on)
    yield
    on.crowd.post = Post.PROMPT


@contextmanager
def late_post(on: Stage) -> Iterator[None]:
    """Webhooks come a day after what they tell of."""
    on.crowd.post = Post.LATE
    _let_people_answer(on)
    yield
    clock.skip(timedelta(days=1))
    on.crowd.post = Post.PROMPT


def _let_people_answer(on: Stage) -> None:
    for _ in range(ANSWERS):
        on.crowd.answer_something()


@contextmanager
def clock_jump(on: Stage) -> Iterator[None]:
    """The clock jumps an hour while everybody works: every lease runs out under the hands of who holds it."""
    clock.skip(timedelta(hours=1))
    yield


@contextmanager
def full_disk(on: Stage) -> Iterator[None]:
    """Nothing that the product's processes write can grow a file: the operating system refuses it."""
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in on.product.pids}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    yield
    for pid, limits in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def cut_connections(on: Stage) -> Iterator[None]:
    """PostgreSQL drops every connection of the product, again and again."""
    for _ in range(CUTS):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        time.sleep(BETWEEN_CUTS)
    yield


@contextmanager
def redis_restart(on: Stage) -> Iterator[None]:
    """Redis goes down with all that it knows, and comes back empty."""
    redis.Redis.from_url(settings.REDIS_URL).shutdown(nosave=True, force=True)
    time.sleep(AWAY)
    server = start_redis(urlsplit(settings.REDIS_URL).port or 6379, settings.HOME)
    on.closing.callback(server.wait)
    on.closing.callback(server.terminate)
    yield


@contextmanager
def two_schedulers(on: Stage) -> Iterator[None]:
    """Another scheduler and another worker; in the embedded mode a second process, which is turned away."""
    if settings.EMBEDDED:
        on.product.start_another("all")
        if not on.product.died("another all", 30):
            raise RuntimeError("A second embedded process was let in.")
        yield
        return
    for name in ("scheduler", "worker"):
        on.product.start_another(name)
    yield


def calamities() -> dict[str, Calamity]:
    """Those that this installation can meet, by name."""
    everywhere: dict[str, Calamity] = {mood: partial(bad_mood, Mood(mood)) for mood in MOODS} | {
        "muddled post": muddled_post,
        "late post": late_post,
        "clock jump": clock_jump,
        "full disk": full_disk,
        "two schedulers": two_schedulers,
    }
    if connection.vendor == "postgresql":
        everywhere["connections cut"] = cut_connections
    if not settings.EMBEDDED:
        everywhere["redis restart"] = redis_restart
    return everywhere
