"""What starting consists of: the database brought up, a first run furnished, the web server."""

from collections.abc import Callable
from contextlib import suppress

import uvicorn

from quotahit import migrating
from quotahit.console import first_run

LAST_ANSWERS = 20  # seconds that Ctrl-C leaves to requests under way


def prepare(*, with_demo: bool, say: Callable[[str], object]) -> list[str]:
    """Migrate, with a copy of the embedded database aside, and furnish an empty installation; how to sign in."""
    copy = migrating.migrate()
    if copy is not None:
        say(f"Before the migration the database was copied to {copy}")
    return first_run.prepare(with_demo=with_demo, say=say)


def serve(host: str, port: int) -> None:
    """Answer requests until the process is told to stop."""
    config = uvicorn.Config(
        "quotahit.asgi:application",
        host=host,
        port=port,
        log_config=None,  # the settings have set the log up
        lifespan="on",
        ws="websockets-sansio",
        timeout_graceful_shutdown=LAST_ANSWERS,
    )
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it is stopped; uvicorn has shut down and passes it on
        uvicorn.Server(config).run()
