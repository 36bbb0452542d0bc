"""A home of its own for the tests, and no paid model; loaded before the settings, for a conftest would be too late."""

import os
import tempfile

os.environ["QUOTAHIT_HOME"] = tempfile.mkdtemp(prefix="quotahit-test-")
os.environ["REFUSE_PAID_CALLS"] = "1"
