"""The daemon, lighting a town of the farm's cabinets at night."""

import sys
import time
from pathlib import Path

from benchmarks.peers.town import NIGHT, write_town


def lightctl_words(folder: Path, port: int, cabinets: int, outstanding: int, rate: int = 1) -> list[str]:
    """`lightctl run` with everything it does: guard, decoding, quality, alarms, history, ledger.

    A city clock that runs `rate` times as fast polls as much more often.
    """
    site = write_town(folder / "site", port, cabinets, outstanding)
    return [
        sys.executable, "-m", "lightctl", "run", "--site", str(site), "--state", str(folder / "state"),
        "--clock-start", NIGHT, "--clock-rate", str(rate), "--clock-origin", str(time.monotonic()),
    ]  # fmt: skip
