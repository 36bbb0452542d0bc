"""An export as a file: one JSON document, or an archive that holds the raw mails as files too."""

import base64
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder

from crm.attachments.keeping import open_attachment
from crm.models import Attachment

README = """What is held about one person.

subject.json   every row by kind of record; "about" says what each kind is for, and "counts" how many rows there are.
               Scores carry the reason and the points of each signal, decisions the rule and the reason.
mails/         the mails that came in, as they came.
files/         the files that are kept on their records, each after the id of its row.
"""


def as_text(data: dict[str, Any], *, indent: int | None = None) -> str:
    """The export as JSON."""
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=indent)


def write(data: dict[str, Any], file: Path) -> None:
    """Write the export for its owner alone: a ZIP archive where the name says so, else JSON."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        if file.suffix.lower() == ".zip":
            pack(data, out)
        else:
            out.write(as_text(data, indent=1).encode())


def pack(data: dict[str, Any], out: Any) -> None:
    """Write the archive into an open file."""
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr("subject.json", as_text(data, indent=1))
        for row in data["rows"].get("events.RawInbound", ()):
            archive.writestr(f"mails/{row['id']}.eml", base64.b64decode(row["body"]["base64"]))
        ids = [row["id"] for row in data["rows"].get("crm.Attachment", ())]
        for one in Attachment.objects.filter(pk__in=ids):
            _pack_file(one, archive)


def _pack_file(one: Attachment, archive: ZipFile) -> None:
    """A file that is gone from the disk leaves its row alone."""
    with (
        suppress(FileNotFoundError),
        open_attachment(one) as content,
        archive.open(f"files/{one.pk}-{one.name}", "w") as packed,
    ):
        shutil.copyfileobj(content, packed)
