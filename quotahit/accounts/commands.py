"""What commands share: which organization is meant, one JSON object on one line, and exit code 2 for wrong use."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quotahit.accounts.models import Organization
from quotahit.accounts.organizations import create_organization

MAIN = "main"


class WrongUse(CommandError):
    """The command was asked for something that does not exist or makes no sense."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"returncode": 2, **kwargs})


class OrganizationCommand(BaseCommand):
    """A command that works for one organization; with `--json`, standard output is one object and nothing else."""

    def add_arguments(self, parser: CommandParser) -> None:
        add_organization_argument(parser)
        parser.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")

    def organization(self, slug: str | None) -> Organization:
        """The organization that `--organization` names, or the default; says so on stderr when it makes one."""
        found = resolve_organization(slug)
        if found is None:
            found = create_organization("Main", slug=MAIN)
            self.stderr.write(f"There was no organization yet: “{MAIN}” was created.", self.style.NOTICE)
        return found

    def print_json(self, value: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, default=str))


def add_organization_argument(parser: CommandParser) -> None:
    parser.add_argument(
        "--organization", metavar="SLUG", help="The organization; by default the only one that is not a demo."
    )


def resolve_organization(slug: str | None) -> Organization | None:
    """The organization named, else the only one that is not a demo, None when there is none.

    Raises WrongUse for an unknown slug, and when several could be meant.
    """
    slugs = list(Organization.objects.order_by("slug").values_list("slug", flat=True))
    if slug:
        if slug not in slugs:
            raise WrongUse(f"There is no organization “{slug}”. There are: {', '.join(slugs) or 'none'}.")
        return Organization.objects.get(slug=slug)
    candidates = list(Organization.objects.filter(is_demo=False).order_by("slug"))
    if len(candidates) > 1:
        raise WrongUse(f"Say which with --organization: {', '.join(found.slug for found in candidates)}.")
    return candidates[0] if candidates else None
