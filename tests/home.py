"""A home of its own for the tests, and no paid model; loaded before the settings, for a conftest would be too late."""

import os
import tempfile

os.environ["QUOTAHIT_HOME"] = tempfile.mkdtemp(prefix="quotahit-test-")
os.environ["REFUSE_PAID_CALLS"] = "1"

if os.environ.get("REDIS_URL"):
    # Workers that run side by side must not see each other's cache and channels.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{3 + int(worker) % 12}"
