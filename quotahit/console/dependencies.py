"""The packages that the product stands on: what is pinned, what is installed, whether both agree, under which licence.

All of it is read from the requirement files and from what the packages say of themselves, so it needs no network. What
needs one, whether a version was withdrawn or has a known weakness, is said to be unchecked.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from quotahit.console.licences import ACCEPTED, licence_of

RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
UNCHECKED = "Withdrawn versions and known weaknesses: their lists are not to be had without a network."


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be: of which package, what."""

    package: str
    what: str


class Environment:
    """What is installed where this runs."""

    @cached_property
    def installed(self) -> dict[str, Distribution]:
        return {canonicalize_name(found.metadata["Name"]): found for found in distributions()}

    def reached_from(self, names: Iterator[Requirement]) -> set[str]:
        """The packages named, with all that they need on this machine."""
        reached: set[str] = set()
        waiting = list(names)
        while waiting:
            wanted = waiting.pop()
            name = canonicalize_name(wanted.name)
            if name in self.installed and (name not in reached or wanted.extras):
                waiting += [need for need in self.needs(name, wanted.extras) if need.name != wanted.name]
                reached.add(name)
        return reached

    def needs(self, name: str, extras: set[str] | frozenset[str] = frozenset()) -> list[Requirement]:
        """What a package needs here, with these of its extras."""
        wanted = map(Requirement, self.installed[name].requires or ())
        return [
            need
            for need in wanted
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in (*extras, ""))
        ]


def pins(file: Path) -> Iterator[tuple[str, Requirement | None]]:
    """Each line of a requirement file that names a package, read; None for one that cannot be read."""
    for line in file.read_text(encoding="utf-8").splitlines():
        words = re.sub(r"\s+#.*|^#.*", "", line).strip()
        if words and not words.startswith("-"):
            try:
                yield words, Requirement(words)
            except InvalidRequirement:
                yield words, None


def look(folder: Path, environment: Environment, *, files: bool = True) -> Iterator[Finding]:
    """Everything that is wrong with the packages of the requirement files in `folder`."""
    is_dev = all(
        canonicalize_name(need.name) in environment.installed for _, need in pins(folder / DEVELOPMENT) if need
    )
    lines = [*pins(folder / RUNTIME), *(pins(folder / DEVELOPMENT) if is_dev else ())]
    wanted = [need for _, need in lines if need is not None]
    yield from (Finding(words, "is no requirement that can be read") for words, need in lines if need is None)
    yield from (finding for need in wanted for finding in _against_pin(need, environment))
    for name in sorted(environment.reached_from(iter(wanted))):
        yield from _against_needs(name, environment)
        licence = licence_of(environment.installed[name])
        if licence not in ACCEPTED:
            yield Finding(name, f"has a licence that nobody has accepted: {licence or 'none is stated'}")
        if files:
            yield from _against_record(name, environment)


def _against_pin(need: Requirement, environment: Environment) -> Iterator[Finding]:
    exact = [one for one in need.specifier if one.operator == "==" and "*" not in one.version]
    if len(exact) != 1 or len(need.specifier) != 1:
        yield Finding(need.name, "is not pinned to one version")
    found = environment.installed.get(canonicalize_name(need.name))
    if found is None:
        yield Finding(need.name, "is pinned and not installed")
    elif exact and found.version != exact[0].version:
        yield Finding(need.name, f"is pinned at {exact[0].version} and installed as {found.version}")


def _against_needs(name: str, environment: Environment) -> Iterator[Finding]:
    """What `pip check` looks at: each need is there, in a version that serves."""
    for need in environment.needs(name):
        found = environment.installed.get(canonicalize_name(need.name))
        if found is None:
            yield Finding(name, f"needs {need}, which is not installed")
        elif not need.specifier.contains(found.version, prereleases=True):
            yield Finding(name, f"needs {need}, and {found.version} is installed")


def _against_record(name: str, environment: Environment) -> Iterator[Finding]:
    """Every file is still the one that was installed, by the hash in the package's own record."""
    for file in environment.installed[name].files or ():
        path = Path(str(file.locate()))
        if file.hash is None or file.suffix == ".pyc":
            continue
        if not path.is_file():
            yield Finding(name, f"lacks its file {file}")
        elif _digest(path, file.hash.mode) != file.hash.value:
            yield Finding(name, f"has a file that was changed after it was installed: {file}")


def _digest(path: Path, kind: str) -> str:
    digest = hashlib.new(kind, path.read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
