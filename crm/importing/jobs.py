"""An import with its file open: what running, planning and previewing all begin with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from crm.importing import fields
from crm.importing.leads import Lead
from crm.importing.rows.person import Home
from crm.importing.rows.reader import RowReader
from crm.importing.source import Source, open_source
from crm.models import Import
from crm.names import fold
from quotahit.accounts.models import Membership, Organization

BATCH_ROWS = 1000
LEASE = timedelta(minutes=5)  # a worker that is silent for longer is taken for dead
Progress = Callable[[Import], object]


@dataclass(frozen=True)
class OpenImport:
    """A file with the reader that its mapping makes. `lists_people`: some column of it says who somebody is."""

    source: Source
    reader: RowReader
    lists_people: bool

    def batches(self, skip: int = 0) -> Iterator[list[Lead]]:
        """The rows after the first `skip`, read, a thousand at a time."""
        records = islice(self.source.records(), skip, None)
        while batch := [self.reader.read(record) for record in islice(records, BATCH_ROWS)]:
            yield batch


def open_import(job: Import) -> OpenImport:
    """Open the import's file by its mapping. Raises UnreadableFileError when the file is no list, or is gone."""
    source = open_source(job.file)
    reader = RowReader(source.headers, job.mapping, home_of(job.organization))
    return OpenImport(source, reader, any(fields.names_person(field) for field in job.mapping.values()))


def home_of(organization: Organization) -> Home:
    """What cells of this organization's files are read by; members are known by address and by name."""
    owners: dict[str, int] = {}
    for membership in Membership.objects.filter(organization=organization).select_related("user"):
        user = membership.user
        owners[fold(user.email)] = user.pk
        if name := fold(user.get_full_name()):
            owners.setdefault(name, user.pk)
    return Home(organization.country, ZoneInfo(organization.zone), owners)
