"""How many queries a page needs, against what was recorded: a page may get cheaper, never dearer unseen.

To record anew, after a look at what grew: RECORD_QUERIES=1 pytest tests/console/test_query_counts.py
"""

import json
import os
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

RECORD = Path(__file__).with_name("query_counts.json")
MEANT_TO_RECORD = bool(os.environ.get("RECORD_QUERIES"))


def queries_of(client: Client, path: str) -> int:
    """What the second look at a page asks the database: what is looked up once per process does not count."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code in (200, 302), path
    return len(captured)


def dearer_than_recorded(counts: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Pages that need more queries than recorded, as (recorded, now); a page not recorded counts as dearer."""
    recorded = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    if MEANT_TO_RECORD:
        RECORD.write_text(json.dumps(recorded | counts, indent=1, sort_keys=True) + "\n")
        return {}
    return {page: (recorded.get(page, 0), now) for page, now in counts.items() if now > recorded.get(page, 0)}
