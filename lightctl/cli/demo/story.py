"""What happened in the city, told from one look to the next."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST, FEW = 0.97, 0.5


class Story:
    """Compares each look at the daemon with the one before and tells what is new."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        """City time (HH:MM) and sentence, oldest first."""
        self._before: Mapping[str, Any] | None = None
        self._answering: dict[str, bool] = {}
        self._proved = False

    def look(self, status: Mapping[str, Any], cabinets: Sequence[Mapping[str, Any]]) -> None:
        """Take in the daemon's status and its cabinets."""
        before, self._before = self._before, status
        if before is None:
            self._say(
                status, f"{status['lamps']['total']:,} lamps in view, sunset at {_clock(status['sunset'])}"
            )
            return
        self._lit(before, status)
        self._weather(before, status)
        self._cabinets(status, cabinets)
        self._commands(before, status)

    def _lit(self, before: Mapping[str, Any], status: Mapping[str, Any]) -> None:
        was, wanted = before["lamps"]["wanted_lit"], status["lamps"]["wanted_lit"]
        if was == 0 < wanted:
            self._say(status, "dusk: contactors close one after another, cabinet by cabinet")
        if wanted == 0 < was:
            self._say(status, "dawn: the last circuit opens")
        proven = status["lamps"]["verified"]
        if wanted < MOST * status["lamps"]["total"]:
            return
        if proven >= MOST * wanted and not self._proved:
            self._say(status, f"{proven:,} of {wanted:,} lamps have proved their level by read-back")
        if proven >= MOST * wanted or proven < FEW * wanted:
            self._proved = proven >= MOST * wanted

    def _weather(self, before: Mapping[str, Any], status: Mapping[str, Any]) -> None:
        now, was = status["weather"], before["weather"]
        if now != was and "unknown" not in {now, was}:
            raised = f"{now}: light is raised, and held while the road is wet"
            self._say(status, "the road is dry again" if now == "calm" else raised)

    def _cabinets(self, status: Mapping[str, Any], cabinets: Sequence[Mapping[str, Any]]) -> None:
        """A cabinet is lost only if it has ever answered."""
        for row in cabinets:
            cabinet = row["id"]
            answered = self._answering.get(cabinet)
            if answered and not row["answering"]:
                self._say(status, f"{row['name']} ({cabinet}) does not answer; its lamps keep their level")
            if answered is False and row["answering"]:
                self._say(status, f"{row['name']} ({cabinet}) answers again and is brought up to date")
            if row["answering"] or answered:
                self._answering[cabinet] = row["answering"]

    def _commands(self, before: Mapping[str, Any], status: Mapping[str, Any]) -> None:
        for key, what in (("overrides", "an override"), ("lockouts", "a lockout")):
            if status[key] > before[key]:
                self._say(status, f"an operator set {what}")
            if status[key] < before[key]:
                self._say(status, f"{what} has ended")

    def _say(self, status: Mapping[str, Any], sentence: str) -> None:
        self.told.append((_clock(status["now"]), sentence))


def _clock(instant: str | None) -> str:
    return instant[11:16] if instant else "—"
