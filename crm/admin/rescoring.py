"""Scoring everybody again after what they are scored by has changed: in the background, told to whoever asked."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext

from crm.profiles import to_rescore
from crm.tasks import rescore_organization


def score_again(request: HttpRequest) -> None:
    """Hand all contacts whose score is out of date to the worker, once the change is safe."""
    organization = request.organization  # type: ignore[attr-defined]
    transaction.on_commit(lambda: rescore_organization.apply_async((organization.pk,), retry=False), robust=True)
    stale = to_rescore(organization)[:10_001].count()
    count = f"{stale:,}" if stale <= 10_000 else gettext("more than 10,000")
    messages.info(
        request,
        gettext("The new version counts from now on; {count} contacts are being scored again.").format(count=count),
    )
