"""Builds in children of a warm process: `python forge.py FOLDER` builds once for each line it reads.

It answers with the child's number at once, and with its exit code when that has ended. So a
test can stop builds at moments that all lie within a build, hundreds of them in a minute.
"""

from __future__ import annotations

import os
import sys

from recto.cli import main


def build() -> int:
    try:
        main()
    except SystemExit as ending:
        return int(ending.code or 0)
    return 0


def forge(folder: str) -> None:
    os.chdir(folder)
    sys.argv = ["recto", "build"]
    build()  # the modules that it needs are there from now on
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            os._exit(build())
        print(child, flush=True)  # noqa: T201  # to the test
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    forge(sys.argv[1])
