"""What the metronome asks for."""

from celery import shared_task

from quotahit.audit.sealing import seal

BATCHES = 20


@shared_task(name="audit.seal")
def seal_entries() -> None:
    """Seal what has been written since the last time, in short transactions."""
    for _ in range(BATCHES):
        if not seal():
            return
