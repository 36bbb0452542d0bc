"""Commands work for one organization, and say nothing of another to whoever runs them."""

import io
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import BaseCommand, call_command, get_commands, load_command_class

from crm.models import ContactEmail, Import, ImportGroup
from quotahit.accounts.models import Organization
from tests.walls.conftest import Town
from tests.walls.stranger import snapshot, tells_of_them

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# Commands that are about the whole installation, or about no organization's rows; each with why.
OF_THE_MACHINE = {
    "analyze": "reads files",
    "api_client": "writes a file of this repository",
    "mcp": "serves one member until it is stopped: tests/agents/test_mcp_stdio.py",
    "apply_retention": "the installation's periods, for everybody",
    "audit_checkpoint": "digests, for the operator to keep elsewhere",
    "audit_dependencies": "packages",
    "backup": "the operator's copy of everything",
    "bench": "makes a database of its own",
    "drill": "makes a database of its own",
    "evaluate": "reads files",
    "flush": "refuses, except in tests",
    "gate": "reads files",
    "load_demo": "makes the one demo of the installation",
    "quickstart": "starts the product",
    "restore": "the operator's copy of everything",
    "rotate_credentials": "seals anew, and tells counts to the operator",
    "serve": "starts the product",
    "setup": "prepares the installation",
    "translations": "writes files of this repository",
}
OTHERS = {"simple_history", "channels", "drf_spectacular", "rest_framework"}  # whose commands the product does not use
# What a command needs to be told beside `--organization`, for one that cannot do without.
OUR_PERSON = "the address of one of ours"
OUR_IMPORT = "the number of an import of ours"
ARGUMENTS = {
    "api_key": ["list"],
    "erase_subject": [OUR_PERSON, "--dry-run"],
    "export_subject": [OUR_PERSON],
    "find_duplicates": [],
    "reread_mail": [],
    "route": ["--dry-run"],
    "import_contacts": ["list.csv"],
    "import_files": ["list.csv"],
    "import_dnc": ["list.txt", "--registry", "US", "--copied-at", "2026-11-20"],
    "custom_fields": ["list"],
    "score_contacts": [],
    "segments": ["list"],
    "undo_import": [OUR_IMPORT, "--dry-run"],
    "verify_audit": [],
}


def own_commands() -> dict[str, BaseCommand]:
    """Every command that a room of ours brings."""
    ours = {
        name: app for name, app in get_commands().items() if not str(app).startswith("django.") and app not in OTHERS
    }
    return {name: load_command_class(app, name) for name, app in ours.items() if isinstance(app, str)}


def test_every_command_has_a_rule() -> None:
    """A new one is either about an organization and tried below, or it says why not."""
    assert own_commands().keys() - OF_THE_MACHINE.keys() - ARGUMENTS.keys() == set()


def test_every_command_stands_in_the_list_of_commands() -> None:
    listed = Path("docs/commands.md").read_text()
    assert [name for name in own_commands() if name != "flush" and f"`{name}`" not in listed] == []


@pytest.mark.parametrize("name", sorted(ARGUMENTS.keys() & own_commands().keys()))
def test_a_command_for_us_tells_and_touches_nothing_of_theirs(town: Town, name: str, tmp_path: Path) -> None:
    parser = own_commands()[name].create_parser("manage", name)
    assert "--organization" in parser.format_help()
    (tmp_path / "list.csv").write_text("First Name,Last Name,Email\nNia,Novak,nia@homely.example\n")
    (tmp_path / "list.txt").write_text("2125550123\n")
    before, told = snapshot(town.theirs), io.StringIO()
    ours = ContactEmail.objects.filter(organization=town.ours).values_list("address", flat=True)[0]
    job = Import.objects.filter(organization=town.ours).values_list("pk", flat=True)[0]
    found = {
        OUR_PERSON: ours,
        OUR_IMPORT: str(job),
        **{name: str(tmp_path / name) for name in ("list.csv", "list.txt")},
    }
    words = [found.get(word, word) for word in ARGUMENTS[name]]
    slug = Organization.objects.get(pk=town.ours).slug
    json = ["--json"] if "--json" in parser.format_help() else []
    with suppress(SystemExit):  # by which a command says that what it looked at does not hold
        call_command(name, *words, "--organization", slug, *json, stdout=told, stderr=told)
    assert told.getvalue()
    text = told.getvalue()
    for model in (Import, ImportGroup):  # what the command made is ours, though its number comes after theirs
        text = text.replace(str(model.objects.filter(organization=town.ours).latest("pk").pk), "")
    assert not tells_of_them(text)
    assert snapshot(town.theirs) == before


def test_files_of_imports_stand_in_a_folder_for_each_organization(town: Town) -> None:
    folders = {path.name for path in (settings.HOME / "imports").iterdir()}
    assert str(town.ours) in folders
    assert all(name.isdecimal() for name in folders)
