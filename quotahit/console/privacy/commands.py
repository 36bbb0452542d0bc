"""What the commands about one person share."""

from typing import Any

from django.core.management.base import CommandParser

from crm.errors import UnknownPersonError
from crm.subjects import find_subject
from quotahit.accounts.commands import OrganizationCommand, WrongUse
from quotahit.accounts.subjects.subject import Subject


class SubjectCommand(OrganizationCommand):
    """A command about one person of one organization."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "person",
            metavar="ADDRESS_OR_ID",
            help="An email address, telephone number or LinkedIn profile in any spelling, or the id of a contact.",
        )
        super().add_arguments(parser)

    def subject(self, options: dict[str, Any]) -> Subject:
        """The person that the options name; WrongUse when there is none, or more than one could be meant."""
        try:
            return find_subject(self.organization(options["organization"]), options["person"])
        except UnknownPersonError as problem:
            raise WrongUse(str(problem)) from problem
