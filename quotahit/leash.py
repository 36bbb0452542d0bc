"""Runs a module that ends with the process that started it, however that one died.

    python -m quotahit.leash MODULE ARGUMENT…

Standard input is the leash: a pipe whose other end the starter holds and never writes to. The operating system closes
it with the starter, be it killed; nobody else has to notice.
"""

import os
import runpy
import signal
import sys
import threading
import time

PATIENCE = 10.0  # seconds to finish what is in hand


def main() -> None:
    threading.Thread(target=_hold, name="leash", daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _hold() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
