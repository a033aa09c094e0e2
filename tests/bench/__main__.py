"""How fast Recto is: beside the script anyone would write, and beside what nobody can save.

    make bench                       everything: some minutes, and 2 GB in the temporary folder
    make bench SIZES="1000 10000"    some sizes
    python tests/bench --help        all that can be chosen

Each measurement is a process of its own, start of Python included. The seconds that count are
the processor's, of the process and all it started: other work on the machine moves them least.
`cold` is a first build, without lock, package or cache; `unchanged` builds again; `edited`
builds after one card's question was reworded.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from runs import Bench, Row
from targets import of_startup, of_table

SIZES, FILES = (1_000, 10_000, 100_000), (1, 1_000)


def line(row: Row) -> str:
    """One row of the table."""
    speed = row.cards / row.cost.cpu
    return (
        f"{row.cards:>8,}{row.files:>7,}  {row.what:<8}{row.case:<11}"
        f"{row.cost.cpu:>9.2f}{row.cost.wall:>9.2f}"
        f"{row.cost.memory:>9.0f}{row.package:>10.2f}{speed:>10,.0f}"
    )


HEAD = (
    f"{'cards':>8}{'files':>7}  {'what':<8}{'case':<11}"
    f"{'CPU s':>9}{'clock s':>9}{'peak MB':>9}{'.apkg MB':>10}{'cards/s':>10}"
)


def main() -> None:
    """Print the table, then the targets."""
    parser = argparse.ArgumentParser(prog="tests/bench", description="How fast Recto is.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="CARDS")
    parser.add_argument("--files", type=int, nargs="+", default=FILES)
    parser.add_argument("--runs", type=int, default=3, help="the run in the middle counts")
    chosen = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="recto-bench-") as folder:
        bench = Bench(Path(folder), chosen.runs)
        print(HEAD)
        for size in chosen.sizes:
            for files in chosen.files:
                for row in bench.rows(size, files):
                    rows.append(row)
                    print(line(row), flush=True)
        print("\nSeconds of the processor (user and system).\n")
        for target in [*of_table(rows), *of_startup(bench.startup())]:
            print(target)


if __name__ == "__main__":
    main()
