"""An import with its file open: what running, planning and previewing all begin with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from crm.importing import fields
from crm.importing.activities.reading import ActivityReader
from crm.importing.deals.reading import DealReader
from crm.importing.kinds import kind_of
from crm.importing.leads import Row
from crm.importing.options import Kind
from crm.importing.records import Record
from crm.importing.rows.person import Home
from crm.importing.rows.reader import RowReader
from crm.importing.source import Source, open_source
from crm.models import CustomField, Import
from crm.own_fields.people import members_of, people_among
from quotahit.accounts.models import Organization
from quotahit.together import fetch_together

BATCH_ROWS = 1000
LEASE = timedelta(minutes=5)  # a worker that is silent for longer is taken for dead
Progress = Callable[[Import], object]


class Reader(Protocol):
    """Makes rows of the records of one file; `home` is what cells are read by, `columns` which field each feeds."""

    home: Home
    columns: list[tuple[int, str]]

    def read(self, record: Record) -> Row: ...


@dataclass(frozen=True)
class OpenImport:
    """A file with the reader that its mapping makes. `lists_people`: some column of it says who somebody is."""

    source: Source
    reader: Reader
    lists_people: bool
    kind: Kind = Kind.CONTACTS

    def batches(self, skip: int = 0) -> Iterator[list[Any]]:
        """The rows after the first `skip`, read, a thousand at a time."""
        records = islice(self.source.records(), skip, None)
        while batch := [self.reader.read(record) for record in islice(records, BATCH_ROWS)]:
            yield batch


def open_import(job: Import) -> OpenImport:
    """Open the import's file by its mapping. Raises UnreadableFileError when the file is no list, or is gone."""
    source = open_source(job.file)
    kind, home = kind_of(job), home_of(job.organization)
    reader: Reader
    if kind == Kind.DEALS:
        reader = DealReader(source.headers, job.mapping, home)
    elif kind == Kind.ACTIVITIES:
        reader = ActivityReader(source.headers, job.mapping, home, job.file_name)
    else:
        reader = RowReader(source.headers, job.mapping, home)
    return OpenImport(source, reader, any(fields.names_person(field) for field in job.mapping.values()), kind)


def home_of(organization: Organization) -> Home:
    """What cells of this organization's files are read by; members are known by address and by name."""
    members, defined = members_of(organization), CustomField.objects.for_organization(organization).active()
    fetch_together(members, defined)
    own = fields.own_fields(defined)
    return Home(organization.country, ZoneInfo(organization.zone), people_among(members), own)
