"""The demo workspace, from the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quotahit.accounts.models import User
from quotahit.console.demo import workspace


class Command(BaseCommand):
    help = "Load the demo workspace with several weeks of history; one that is there stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--owner", required=True, help="The address of the person whose workspace it is.")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(email=options["owner"]).first()
        if owner is None:
            raise CommandError(f"Nobody here has the address {options['owner']}.")
        workspace.load(owner=owner)
