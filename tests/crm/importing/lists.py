"""Lists as people have them, and the one way in which the tests import one."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from crm.importing.drafts import set_mapping, set_options, start_draft, start_import
from crm.importing.options import Kind, Options
from crm.importing.running import run_import
from crm.models import Import
from quotahit.accounts.models import Organization, User

APOLLO = [
    *("First Name", "Last Name", "Title", "Company", "Email", "Email Status", "Seniority", "Work Direct Phone"),
    *("Mobile Phone", "# Employees", "Industry", "Person Linkedin Url", "Website", "City", "State", "Country"),
    *("Annual Revenue", "Apollo Contact Id", "Secondary Email", "Keywords"),
]
ERIN = {
    "First Name": "Erin",
    "Last Name": "Evans",
    "Title": "VP Sales",
    "Company": "Initech, Inc.",
    "Email": " Erin@Initech.example ",
    "Email Status": "Verified",
    "Work Direct Phone": "(212) 555-0142",
    "# Employees": "51-200",
    "Industry": "software",
    "Person Linkedin Url": "http://www.linkedin.com/in/Erin-Evans/?trk=x",
    "Website": "https://www.initech.example/about",
    "City": "New York",
    "State": "New York",
    "Country": "USA",
    "Annual Revenue": "$5M",
    "Apollo Contact Id": "a1",
    "Secondary Email": "erin@home.example",
    "Keywords": "crm, pipeline",
}
FRED = {
    "First Name": "Fred",
    "Last Name": "Fuchs",
    "Email": "fred@initrode.example",
    "Company": "Initrode GmbH",
    "Country": "Deutschland",
    "Mobile Phone": "0171 1234567",
    "Apollo Contact Id": "a2",
}


def table(headers: Sequence[str], *rows: Mapping[str, str] | Sequence[str], delimiter: str = ",") -> str:
    """The text of a CSV file; a row is cells by header, or cells in order."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(headers)
    for row in rows:
        writer.writerow([row.get(header, "") for header in headers] if isinstance(row, Mapping) else row)
    return text.getvalue()


def apollo(*rows: Mapping[str, str]) -> str:
    """An export in Apollo's shape."""
    return table(APOLLO, *rows)


def keep(folder: Path, content: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def draft(
    organization: Organization, path: Path, *, by: User | None = None, mapping: Mapping[str, str] | None = None
) -> Import:
    job = start_draft(organization, path, path.name, by=by)
    if mapping:
        set_mapping(job, {**job.mapping, **mapping})
    return job


def bring_in(
    organization: Organization,
    path: Path,
    *,
    by: User | None = None,
    mapping: Mapping[str, str] | None = None,
    options: Options | None = None,
) -> Import:
    """Import a file through the verbs that the console and the command use."""
    job = draft(organization, path, by=by, mapping=mapping)
    if options:
        set_options(job, options)
    start_import(job, actor=by, claim=str(uuid4()))
    return run_import(job)


def counts(job: Import) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, failed; they always come to the number of rows."""
    assert job.status == Import.Status.DONE, job.problem
    assert job.rows == job.created + job.updated + job.unchanged + job.failed == job.total
    return job.created, job.updated, job.unchanged, job.failed


def errors(job: Import) -> list[dict[str, str]]:
    """The lines of the error file."""
    if job.error_file is None:
        return []
    with job.error_file.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def run_list(
    organization: Organization, path: Path, kind: Kind | None, *, by: User | None = None, options: Options | None = None
) -> Import:
    """Import a list of this kind; None: the kind that its headers tell."""
    job = start_draft(organization, path, path.name, by=by, kind=kind)
    if options:
        set_options(job, options)
    start_import(job, actor=by, claim=str(uuid4()))
    return run_import(job)
