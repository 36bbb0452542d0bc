"""The packages here are the pinned ones, whole, at peace with each other, and under licences that were accepted."""

import json
from importlib.metadata import Distribution, PathDistribution
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from packaging.utils import canonicalize_name

from quotahit.console.dependencies import DEVELOPMENT, RUNTIME, Environment, look, pins
from quotahit.console.licences import ACCEPTED, licence_of

pytestmark = pytest.mark.once

FOLDER = Path(settings.BASE_DIR)


def test_this_environment_is_as_it_was_pinned() -> None:
    told = StringIO()
    call_command("audit_dependencies", "--json", stdout=told)
    said = json.loads(told.getvalue())
    assert (said["ok"], said["findings"]) == (True, [])
    assert "without a network" in said["unchecked"]


@pytest.mark.parametrize("file", [RUNTIME, DEVELOPMENT])
def test_every_pinned_package_has_an_accepted_licence_and_stands_on_the_page(file: str) -> None:
    page = (FOLDER / "docs" / "licences.md").read_text()
    for _, need in pins(FOLDER / file):
        assert need is not None
        package = Environment().installed[canonicalize_name(need.name)]
        assert licence_of(package) in ACCEPTED, need.name
        assert f"| {package.metadata['Name']} | {package.version} | {licence_of(package)} |" in page, need.name


def _package(folder: Path, name: str, about: str = "License-Expression: MIT\n", record: str = "") -> Distribution:
    """A package as an installer leaves it."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{about}\n")
    (info / "RECORD").write_text(record)
    return PathDistribution(info)


def _found(folder: Path, requirements: str, *packages: Distribution) -> list[str]:
    (folder / RUNTIME).write_text(requirements)
    (folder / DEVELOPMENT).write_text(f"-r {RUNTIME}\n")
    environment = Environment()
    environment.installed = {package.metadata["Name"]: package for package in packages}
    return [f"{finding.package} {finding.what}" for finding in look(folder, environment)]


def test_what_is_not_as_pinned_is_named(tmp_path: Path) -> None:
    wanted = "loose>=1\nother==2.0\nabsent==1.0\nstar==1.*\n# a remark\nno requirement at all\ngood==1.0  # why\n"
    named = ("loose", "other", "star", "good")
    assert _found(tmp_path, wanted, *(_package(tmp_path, name) for name in named)) == [
        "no requirement at all is no requirement that can be read",
        "loose is not pinned to one version",
        "other is pinned at 2.0 and installed as 1.0",
        "absent is pinned and not installed",
        "star is not pinned to one version",
    ]


def test_what_a_package_needs_is_looked_at_and_what_it_needs_elsewhere_is_not(tmp_path: Path) -> None:
    needs = "License-Expression: MIT\nRequires-Dist: below>=2\nRequires-Dist: gone\n"
    needs += 'Requires-Dist: elsewhere; sys_platform == "win32"\nRequires-Dist: more; extra == "all"\n'
    found = _found(tmp_path, "top==1.0\n", _package(tmp_path, "top", needs), _package(tmp_path, "below"))
    assert found == ["top needs below>=2, and 1.0 is installed", "top needs gone, which is not installed"]


@pytest.mark.parametrize("about", ["", "License-Expression: AGPL-3.0-only\n", "License: Proprietary\n"])
def test_a_licence_that_nobody_accepted_is_named(tmp_path: Path, about: str) -> None:
    (found,) = _found(tmp_path, "closed==1.0\n", _package(tmp_path, "closed", about))
    assert found.startswith("closed has a licence that nobody has accepted")


def test_a_file_that_was_changed_or_removed_after_it_was_installed_is_named(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("import os\n")
    digest = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"  # of nothing
    record = f"code.py,{digest},0\ngone.py,{digest},0\ncache.pyc,,\n"
    assert _found(tmp_path, "spoilt==1.0\n", _package(tmp_path, "spoilt", record=record)) == [
        "spoilt has a file that was changed after it was installed: code.py",
        "spoilt lacks its file gone.py",
    ]
