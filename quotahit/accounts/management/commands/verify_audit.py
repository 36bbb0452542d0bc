"""`bin/manage verify_audit`: does the log hold?"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quotahit.accounts.commands import WrongUse
from quotahit.accounts.models import Organization
from quotahit.audit.checkpoints import BadCheckpoint, known_seals, load, lost_since
from quotahit.audit.models import AuditEntry
from quotahit.audit.verifying import Fault, Report, verify


class Command(BaseCommand):
    help = "Verify the audit log: every entry, every seal and every link. Exit code 1 when it does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--organization",
            metavar="SLUG",
            help="Verify one organization's entries alone; one that was deleted is named by its id.",
        )
        parser.add_argument(
            "--checkpoint",
            type=Path,
            metavar="FILE",
            help="Compare with what `audit_checkpoint` wrote: only so does it show that the end was cut off.",
        )
        parser.add_argument(
            "--since",
            type=Path,
            metavar="FILE",
            help="Begin at this checkpoint: what was sealed before it may have been let go.",
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        organization_id = _organization_id(options["organization"])
        checkpoint, since = _checkpoint(options["checkpoint"]), _checkpoint(options["since"])
        report = verify(organization_id, known_seals(since) if since else None)
        if checkpoint is not None:
            lost = lost_since(checkpoint, organization_id)
            report.faults += [Fault(entry_id, f"it stood at {checkpoint['at']} and is gone") for entry_id in lost]
        self.stdout.write(json.dumps(report.as_json()) if options["json"] else _in_words(report))
        if report.faults:
            sys.exit(1)


def _organization_id(name: str | None) -> int | None:
    if name is None:
        return None
    organization = Organization.objects.filter(slug=name).first()
    if organization is not None:
        return organization.pk
    if name.isdigit() and AuditEntry.objects.filter(organization_id=int(name)).exists():
        return int(name)
    slugs = ", ".join(Organization.objects.order_by("slug").values_list("slug", flat=True))
    raise WrongUse(f"There is no organization “{name}”, and the log knows none with that id. There are: {slugs}.")


def _checkpoint(file: Path | None) -> dict[str, Any] | None:
    try:
        return load(file.read_text()) if file else None
    except (OSError, UnicodeDecodeError, BadCheckpoint) as problem:
        raise WrongUse(f"{file}: {problem}") from problem


def _in_words(report: Report) -> str:
    counted = f"{report.sealed + report.unsealed} entries, {report.sealed} sealed, {report.unsealed} waiting for a seal"
    if report.first is None:
        return f"The log holds: {counted}."
    return (
        f"The log does NOT hold ({counted}). {len(report.faults)} faults; "
        f"the first is entry {report.first.entry_id}: {report.first.why}."
    )
