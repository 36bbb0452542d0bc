"""Keys of the API, for the operator: made, listed, revoked."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.dateparse import parse_datetime

from quotahit.accounts.api_keys import create_key, revoke_key
from quotahit.accounts.choices import Role, Scope
from quotahit.accounts.commands import OrganizationCommand, WrongUse
from quotahit.accounts.errors import AccountsError
from quotahit.accounts.models import ApiKey, Membership, Organization

ACTOR = "system:command"


class Command(OrganizationCommand):
    help = "Make, list or revoke keys of the API. The secret of a new key is shown once, and cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["create", "list", "revoke"])
        parser.add_argument("--name", default="", help="What uses the key.")
        parser.add_argument("--scopes", default="read", help=f"One or more of {','.join(Scope.values)}, with commas.")
        parser.add_argument("--user", metavar="EMAIL", help="Whom it acts as; by default the first owner.")
        parser.add_argument("--expires-at", metavar="TIME", help="Until when it is good, such as 2027-01-31T00:00:00Z.")
        parser.add_argument("--id", type=int, help="The key to revoke.")
        super().add_arguments(parser)

    def handle(self, **options: Any) -> None:
        organization = self.organization(options["organization"])
        told = {"create": self._create, "list": self._list, "revoke": self._revoke}[options["act"]](
            organization, options
        )
        if options["json"]:
            self.print_json(told)
            return
        for row in told.get("keys", [told]):
            self.stdout.write("  ".join(f"{name}: {value}" for name, value in row.items()))

    def _create(self, organization: Organization, options: dict[str, Any]) -> dict[str, Any]:
        expires_at = parse_datetime(options["expires_at"]) if options["expires_at"] else None
        if options["expires_at"] and (expires_at is None or expires_at.tzinfo is None):
            raise WrongUse("Write the time with its zone, such as 2027-01-31T00:00:00Z.")
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        member = self._member(organization, options["user"])
        try:
            new = create_key(member, options["name"], scopes, actor=ACTOR, expires_at=expires_at)
        except AccountsError as problem:
            raise WrongUse(str(problem)) from problem
        return _told(new.row) | {"key": new.secret}

    def _list(self, organization: Organization, options: dict[str, Any]) -> dict[str, Any]:
        keys = ApiKey.objects.for_organization(organization).select_related("membership__user").order_by("pk")
        return {"keys": [_told(key) for key in keys]}

    def _revoke(self, organization: Organization, options: dict[str, Any]) -> dict[str, Any]:
        key = ApiKey.objects.for_organization(organization).filter(pk=options["id"] or 0).first()
        if key is None:
            raise WrongUse("Say with --id which key to revoke; `api_key list` shows them.")
        revoked = revoke_key(key, actor=ACTOR)
        return _told(key) | {"revoked_now": revoked}

    def _member(self, organization: Organization, email: str | None) -> Membership:
        members = Membership.objects.filter(organization=organization, user__is_active=True).order_by("pk")
        members = members.filter(user__email__iexact=email) if email else members.filter(role=Role.OWNER)
        found = members.select_related("user", "organization").first()
        if found is None:
            who = f"with the address {email}" if email else "who owns it"
            raise WrongUse(f"“{organization.slug}” has no member {who}. Say with --user whom the key acts as.")
        return found


def _told(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.pk,
        "name": key.name,
        "organization": key.organization.slug,
        "user": key.membership.user.email,
        "scopes": key.scopes,
        "prefix": key.prefix,
        "state": key.state,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
    }
