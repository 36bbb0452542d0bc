"""A worker in a process of its own: for each line that comes in, ticks until nothing is due. `bench tick` starts it."""

import sys

import django

django.setup()

from outreach.tick import tick  # noqa: E402  (needs the settings)

for _ in sys.stdin:
    while tick():
        pass
    sys.stdout.write("done\n")
    sys.stdout.flush()
