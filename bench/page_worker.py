"""A browser in a process of its own: asks for each path that comes in on a line, as the member whose id is the first
argument, and answers with status, milliseconds and, where a "#" stands before the path, the number of its queries.
`bench admin` starts it.
"""

import json
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402  (needs the settings)
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from quotahit.accounts.models import User  # noqa: E402

client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(pk=sys.argv[1]))
for line in sys.stdin:
    path, queries = line.strip().lstrip("#"), None
    began = time.perf_counter()
    if line.startswith("#"):
        with CaptureQueriesContext(connection) as captured:
            status = client.get(path).status_code
        queries = len(captured)
    else:
        status = client.get(path).status_code
    took = (time.perf_counter() - began) * 1000
    sys.stdout.write(json.dumps({"status": status, "ms": took, "queries": queries}) + "\n")
    sys.stdout.flush()
