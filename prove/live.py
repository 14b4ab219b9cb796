"""Ten minutes of the reference city over real sockets and ptys, with commands all the while."""

import random
import shutil
import signal
import tempfile
import time
from pathlib import Path

from prove.part import Counts, Failed
from tests.nights.live import LiveCity, TookTooLongError, unfinished, wait_until

START = "2026-11-20T17:33:05"
AT_ONCE_S = 25.0
STREETS = ("tran-hung-dao", "nguyen-hue", "vo-van-tan", "nguyen-duy", "nguyen-van-cuong", "le-loi")


class Live:
    """The one item is the whole run: dusk, commands, two kills, a clean end."""

    name = "live"
    promise = "over real TCP and ptys every command is seen done; a kill costs at most a cycle and a poll"
    size = 1

    def __init__(self, minutes: float = 10.0) -> None:
        self._seconds = minutes * 60

    def item(self, number: int) -> Counts:
        """Run it."""
        folder = Path(tempfile.mkdtemp(prefix="lc-"))
        try:
            with LiveCity(folder, START) as city:
                return _run(city, time.monotonic() + self._seconds)
        except TookTooLongError as late:
            raise Failed(str(late)) from late
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _run(city: LiveCity, ends_at: float) -> Counts:
    chance = random.Random(3)
    city.light()
    counts = {"seconds_to_light_the_city": wait_until(lambda: _settled(city), 90, "the city is lit")}
    counts |= {"commands": 0, "most_seconds_to_be_seen_done": 0.0, "kills": 0}
    kills = [ends_at - 400, ends_at - 150]
    while time.monotonic() < ends_at:
        street, level = chance.choice(STREETS), chance.choice((55, 65, 75, 85, 95))
        city.ask("set", f"street:{street}", str(level), "--for", "5min", "--reason", "the proof")
        took = wait_until(lambda: _shows(city, street, level), AT_ONCE_S, f"{street} at {level}")  # noqa: B023
        counts["commands"] += 1
        counts["most_seconds_to_be_seen_done"] = max(counts["most_seconds_to_be_seen_done"], round(took, 1))
        if kills and time.monotonic() > kills[0]:
            kills.pop(0)
            city.end(signal.SIGKILL)
            city.light()
            wait_until(lambda: _settled(city), 70, "everything is right again")
            counts["kills"] += 1
        time.sleep(8)
    took = city.end(signal.SIGTERM)
    if took > 5 or city.daemon is None or city.daemon.returncode != 0:
        raise Failed(f"SIGTERM took {took:.1f} s")
    return counts | {"seconds_to_end": round(took, 2), "lamps": 4238}


def _settled(city: LiveCity) -> bool:
    rows = city.lamps()
    return not unfinished(rows) and any(row["decided"] > 0 for row in rows if row["street"] == STREETS[0])


def _shows(city: LiveCity, street: str, level: float) -> bool:
    rows = city.ask("lamps", f"street:{street}")
    return all(row["state"] == "verified" and row["measured"] >= min(level, row["decided"]) for row in rows)
