"""The scan of everything: what imports and many changes at once have left, looked at as a whole."""

import logging

from django.db import transaction

from crm.choices import RecordKind
from crm.duplicates.finding import FINDERS
from crm.duplicates.pairs import Counts, write
from crm.models import DuplicatePair
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import append

ACTOR = "system:duplicates"
log = logging.getLogger(__name__)


def find_duplicates(organization: Organization, *, actor: object = ACTOR) -> dict[str, Counts]:
    """Look through all contacts and companies; returns what was found and changed, by kind.

    Safe to run at any time and twice: what a person has decided stays decided.
    """
    counts = {}
    for kind in RecordKind.values:
        found = FINDERS[kind](organization.pk)
        with transaction.atomic():
            known = DuplicatePair.objects.for_organization(organization).filter(kind=kind)
            counts[kind] = write(organization.pk, kind, found, known)
    if any(each.new or each.gone for each in counts.values()):
        why = {kind: {"new": each.new, "gone": each.gone} for kind, each in counts.items()}
        append(organization, actor, "duplicates.looked_for", why=why)
    return counts


def scan_all() -> int:
    """Look through every organization, each by itself; returns how many pairs are new."""
    new = 0
    for organization in Organization.objects.order_by("pk"):
        started = clock.now()
        new += sum(each.new for each in find_duplicates(organization).values())
        log.info("Looked for duplicates in organization %s for %s", organization.pk, clock.now() - started)
    return new
