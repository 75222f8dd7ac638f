"""Write the sample rosters: ``python -m qibu.roster.samples samples``."""

import sys
from pathlib import Path

from qibu.roster.mistakes import with_mistakes, with_wrong_headers
from qibu.roster.people import draw_people
from qibu.roster.sheet import roster_bytes


def samples() -> dict[str, bytes]:
    """Every sample roster by its file name."""
    return {
        "roster-1000.xlsx": roster_bytes(draw_people(1000, 2007)),
        "roster-with-mistakes.xlsx": with_mistakes(),
        "roster-with-wrong-headers.xlsx": with_wrong_headers(),
    }


def write_samples(directory: Path) -> None:
    """Write them all into ``directory``."""
    for name, content in samples().items():
        (directory / name).write_bytes(content)


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]))
