"""Keeping a file on a record, and letting go of it."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext

from crm.attachments.kinds import kind_of
from crm.attachments.names import clean_name
from crm.attachments.scanning import scan
from crm.errors import FileRefusedError
from crm.journal import enter
from crm.models import Attachment, Company, Contact, Deal
from quotahit.accounts.models import User
from quotahit.accounts.retention import ACTOR, Period, changed_at
from quotahit.audit.log import append

FOLDER = Path("files")  # below QUOTAHIT_HOME, a folder for each organization
LARGEST = 25 * 1024 * 1024
UNDER_WAY = ".new"
Record = Contact | Company | Deal


def attach(record: Record, chunks: Iterable[bytes], name: str, *, actor: object, by: User | None = None) -> Attachment:
    """Keep a file on a contact, a company or a deal; `by` is the member for whom a program does. FileRefusedError says
    why one is not kept; then nothing is."""
    organization = record.organization
    folder = settings.HOME / FOLDER / str(organization.pk)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = folder / token_hex(16)
    draft = kept.with_suffix(UNDER_WAY)
    try:
        size, digest = _write(draft, chunks)
        kind = kind_of(draft)
        is_scanned = scan(draft, organization)
        draft.rename(kept)
        with transaction.atomic():
            made = Attachment.objects.create(
                organization=organization,
                **{str(record._meta.model_name): record},
                name=clean_name(name, kind),
                size=size,
                content_type=kind,
                sha256=digest,
                path=str(kept.relative_to(settings.HOME)),
                is_scanned=is_scanned,
                by=actor if isinstance(actor, User) else by,
            )
            _enter(made, "file.added", actor)
    except BaseException:
        draft.unlink(missing_ok=True)
        kept.unlink(missing_ok=True)
        raise
    return made


def remove_attachment(attachment: Attachment, *, actor: object) -> None:
    """Let go of a file; what lies on the disk goes when that is committed."""
    with transaction.atomic():
        _enter(attachment, "file.removed", actor)
        attachment.delete()


def open_attachment(attachment: Attachment) -> BinaryIO:
    """The file to read from; OSError where it is gone, or something else lies in its place."""
    descriptor = os.open(attachment.file, os.O_RDONLY | os.O_NOFOLLOW)
    return os.fdopen(descriptor, "rb")


def forget_attachments(organization_id: int) -> None:
    """Remove every file of an organization, once its removal is committed."""
    folder = settings.HOME / FOLDER / str(organization_id)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def forget_file(attachment: Attachment) -> None:
    """Remove what lies on the disk, once the row's going is committed, whichever way it went."""
    file = attachment.file
    transaction.on_commit(lambda: file.unlink(missing_ok=True))


class Strays(Period):
    """Files without a row, which only a crash between the two leaves behind."""

    def count(self, before: datetime) -> int:
        return len(self._old(before))

    def drop(self, before: datetime) -> int:
        strays = self._old(before)
        for file in strays:
            file.unlink(missing_ok=True)
        if strays:
            append(None, ACTOR, "data.expired", None, why={"kind": self.kind, "count": len(strays)})
        return len(strays)

    def _old(self, before: datetime) -> list[Path]:
        old = [file for file in (settings.HOME / FOLDER).glob("*/*") if file.is_file() and changed_at(file) < before]
        known = set(Attachment.objects.values_list("path", flat=True)) if old else set()
        return [file for file in old if str(file.relative_to(settings.HOME)) not in known]


def held_by(record: Record) -> models.QuerySet[Attachment]:
    """The record's files, newest first."""
    return record.attachments.select_related("by").order_by("-created_at", "-pk")


def _write(draft: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Write block by block, so that a size that nobody admits to cannot fill the disk; returns size and SHA-256."""
    size, digest = 0, hashlib.sha256()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as content:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise FileRefusedError(
                    gettext("A file may have {number} MB at most.").format(number=LARGEST // 1024**2)
                )
            digest.update(chunk)
            content.write(chunk)
    return size, digest.hexdigest()


def _enter(attachment: Attachment, type: str, actor: object) -> None:
    payload = {
        "attachment_id": attachment.pk,
        "contact_id": attachment.contact_id,
        "company_id": attachment.company_id,
        "deal_id": attachment.deal_id,
        "size": attachment.size,
        "content_type": attachment.content_type,
        "is_scanned": attachment.is_scanned,
    }
    enter(attachment.organization, type, attachment.record, actor=actor, payload=payload)
