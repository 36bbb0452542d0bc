"""Copies of public do-not-call registries, from the files that the registries hand out.

A file names one number a line, in any notation ("212,5550101", "+44 20 7183 8750"), perhaps under a heading. A file
with a line that is no number is refused whole: half a registry would let calls through to the other half.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from compliance.addresses import address_hash, phone_key
from compliance.errors import NoSuchPlaceError, RegistryFileError
from compliance.journal import enter
from compliance.models import DoNotCall, RegistryCopy
from compliance.rules import current
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name

BATCH = 5000
_LETTERS = re.compile(r"[^\W\d]")


def import_registry(
    organization: Organization,
    registry: str,
    path: Path,
    *,
    copied_at: datetime,
    actor: object,
    progress: Callable[[int], None] | None = None,
) -> RegistryCopy:
    """Replace our copy of a registry ("US", "US-TX", "CA", "GB") by a file that it handed out at `copied_at`.

    The copy counts once it is complete; until then the one before it does. Raises NoSuchPlaceError for a registry
    that no rule asks for and RegistryFileError for a file that cannot be read to its last line.
    """
    check_registry(registry)
    copy = RegistryCopy.objects.create(
        organization=organization,
        registry=registry,
        copied_at=copied_at,
        file_name=path.name[:255],
        imported_by=actor_name(actor),
    )
    try:
        for hashes in _batches(path, registry.partition("-")[0]):
            lines = [DoNotCall(organization=organization, copy=copy, address_hash=hashed) for hashed in hashes]
            DoNotCall.objects.bulk_create(lines)
            copy.numbers += len(lines)
            if progress:
                progress(copy.numbers)
        if not copy.numbers:
            raise RegistryFileError(f"{path.name} names no number.")
    except (RegistryFileError, OSError):
        _drop(copy)
        raise
    return _complete(copy, path, actor)


def check_registry(registry: str) -> None:
    """Raise NoSuchPlaceError unless a rule asks for this registry."""
    rules = current()
    states = [place.code for place in rules.places.values() if place.own_list]
    known = [*(name for name in rules.registries if "*" not in name), *sorted(states)]
    if registry not in known:
        raise NoSuchPlaceError(f"No rule asks for the registry {registry}. Known are {', '.join(known)}.")


def _complete(copy: RegistryCopy, path: Path, actor: object) -> RegistryCopy:
    """Let the copy count, and drop those before it, an abandoned one among them."""
    with path.open("rb") as file:
        copy.file_digest = hashlib.file_digest(file, "sha256").hexdigest()
    copy.completed_at = clock.now()
    before = RegistryCopy.objects.filter(organization=copy.organization, registry=copy.registry).exclude(pk=copy.pk)
    with transaction.atomic():
        for old in before:
            _drop(old)
        copy.save(update_fields=["file_digest", "completed_at", "numbers"])
        codes = {"registry": copy.registry, "numbers": copy.numbers, "copied_at": copy.copied_at.isoformat()}
        enter(copy.organization, "registry.imported", copy, actor=actor, codes=codes)
    return copy


def _drop(copy: RegistryCopy) -> None:
    # Past the collector, which would load millions of lines to delete them one by one.
    DoNotCall.objects.filter(copy=copy)._raw_delete("default")
    copy.delete()


def _batches(path: Path, country: str) -> Iterator[set[str]]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        numbers = _numbers(file, country)
        while hashes := {address_hash("phone", key) for key in islice(numbers, BATCH)}:
            yield hashes


def _numbers(lines: Iterator[str], country: str) -> Iterator[str]:
    for count, line in enumerate(lines, start=1):
        if not line.strip() or (count == 1 and _LETTERS.search(line)):
            continue
        key = phone_key(line.replace(",", ""), country)
        if not key:
            raise RegistryFileError(f"Line {count} is not a telephone number. Nothing was imported.")
        yield key
