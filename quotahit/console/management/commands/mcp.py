"""`bin/manage mcp`: the door for an assistant on this machine."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quotahit.accounts.commands import add_organization_argument


class Command(BaseCommand):
    """Speaks MCP on standard input and output, as assistants start it. Nothing else is printed there."""

    help = "Speak MCP on standard input and output: for Claude, Cursor and other assistants on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        add_organization_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        # The SDK takes half a second to import, which every other command would pay.
        from agents.mcp.local import serve_standard_streams

        serve_standard_streams(options["organization"])
