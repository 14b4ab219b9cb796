"""Weather now from an aerodrome's METAR, as text or in the JSON that carries it.

Groups of WMO No. 306, FM 15. The trend and the remarks are of no use: they are not now.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lightctl.core.conditions import WeatherReading
from lightctl.errors import FeedError
from lightctl.feeds.provider import Provider, epoch, not_ahead, says_nothing, table
from lightctl.feeds.severity import darkest
from lightctl.links.http import as_json

MILE_M = 1609.344
FARTHEST_M = 10_000.0
_ENDS = {"NOSIG", "TEMPO", "BECMG", "RMK"}
_HEAD = re.compile(r"(?:METAR |SPECI )?(?:COR )?([A-Z][A-Z0-9]{3}) (\d{2})(\d{2})(\d{2})Z\b(.*)", re.DOTALL)
_WEATHER = re.compile(
    r"(RE)?(-|\+|VC)?(MI|PR|BC|DR|BL|SH|TS|FZ)?"
    r"((?:DZ|RA|SN|SG|PL|GR|GS|UP|FG|BR|HZ|FU|DU|SA|VA|PO|SQ|FC|DS|SS)*)\Z"
)
_CLOUD = {"FEW": 25.0, "SCT": 50.0, "BKN": 75.0, "OVC": 100.0}
_CLEAR = {"CAVOK", "NSC", "NCD", "SKC", "CLR"}
_STRENGTH = {"-": 0, "+": 2}
_WET = {
    "RA": (61, 63, 65), "DZ": (51, 53, 55), "SN": (71, 73, 75), "SG": (77, 77, 77), "PL": (79, 79, 79),
    "GR": (89, 90, 90), "GS": (87, 88, 88), "UP": (61, 63, 65),
}  # fmt: skip
_DRY = {"FG": 45, "BR": 10, "HZ": 5, "FU": 4, "DU": 6, "SA": 6, "VA": 4, "PO": 8, "SQ": 18, "FC": 19,
        "DS": 31, "SS": 31}  # fmt: skip
Report = tuple[str, object]
"""The raw text, and when it was observed where the answer says that besides."""

_RECENT = {"RA": 21, "DZ": 20, "SN": 22, "GR": 27, "GS": 27, "PL": 23, "UP": 21}

_UNDERSTOOD = re.compile(
    r"(AUTO|COR|CAVOK|NSC|NCD|SKC|CLR|NDV|BLU|WHT|GRN|YLO|AMB|RED|BLACK|WS|ALL|RWY\d\d[LCR]?"
    r"|(\d{3}|VRB|///)P?(\d{2,3}|//)(GP?\d{2,3})?(KT|MPS|KMH)|\d{3}V\d{3}"
    r"|\d{4}(NDV|[NESW]{1,2})?|////|\d|[PM]?\d{1,3}(/\d{1,2})?SM|R\d\d[LCR]?/\S+"
    r"|(FEW|SCT|BKN|OVC|VV|///)(\d{3}|///)(CB|TCU|///)?|//////(CB|TCU|///)?"
    r"|M?\d\d/(M?\d\d|//)?|/////|[QA](\d{4}|////)|R\d\d[LCR]?)\Z"
)
"""Every group but weather. What is none of them may have been weather before it was garbled."""

log = logging.getLogger(__name__)


def metar(address: str, station: str) -> Provider:
    """Reports of one aerodrome from any server that gives them by `ids`, as text or as JSON."""

    def read(body: bytes, _: datetime, now: datetime) -> WeatherReading:
        return parse_answer(body, station, now)

    return Provider("metar", address, read, {"ids": station}, attribution=f"METAR {station}")


def parse_answer(body: bytes, station: str, now: datetime) -> WeatherReading:
    """The latest report of the station that can be read, in an answer of either form.

    One that cannot be read is said and left out. Raises FeedError where there is none other.
    """
    bad: list[str] = []
    if body.lstrip()[:1] in {b"[", b"{"}:
        rows = as_json("metar", body)
        reports = _from_json(rows if isinstance(rows, list) else [rows], station)
    else:
        reports = _from_text(body.decode("ascii", "replace").splitlines(), station)
    found = [reading for report in reports if (reading := _read_or_note(report, now, bad))]
    if not found:
        raise FeedError("; ".join([f"the metar answer holds no report of {station}", *bad[:1]]))
    for what in bad:
        log.warning("a report of %s is left out: %s", station, what)
    return max(found, key=lambda reading: reading.at)


def parse_metar(line: str, now: datetime) -> WeatherReading:
    """One report; its day of the month is the latest that does not lie ahead of `now`. Raises FeedError."""
    head = _HEAD.match(line.strip().removesuffix("="))
    if not head or " NIL" in line:
        raise FeedError(f"not a METAR: {line[:60]!r}")
    station, day, hour, minute, rest = head.groups()
    groups = _now_only(rest.split())
    visibility = _visibility(groups)
    cloud = _clouds(groups)
    code = darkest(_code(group) for group in groups)
    if code is None and visibility is not None and cloud is not None and all(map(_UNDERSTOOD.match, groups)):
        code = 0 if cloud == 0 else 1 if cloud <= 25 else 2 if cloud <= 50 else 3
    return WeatherReading(
        _latest(int(day), int(hour), int(minute), now), f"metar {station}", code, None, visibility, cloud
    )


def _from_json(rows: Iterable[object], station: str) -> Iterator[Report]:
    for row in map(table, rows):
        raw = row.get("rawOb")
        if row.get("icaoId") == station and isinstance(raw, str):
            yield raw, row.get("obsTime")


def _from_text(lines: Iterable[str], station: str) -> Iterator[Report]:
    heads = (f"{station} ", f"METAR {station} ", f"SPECI {station} ", f"METAR COR {station} ")
    return ((line.strip(), None) for line in lines if line.strip().startswith(heads))


def _read_or_note(report: Report, now: datetime, bad: list[str]) -> WeatherReading | None:
    raw, observed = report
    try:
        reading = parse_metar(raw, now)
        if observed is not None:
            reading = replace(reading, at=epoch(observed, "metar"))
        if says_nothing(reading):
            raise FeedError(f"it says nothing about the weather: {raw[:60]!r}")
        return not_ahead(reading, now)
    except FeedError as error:
        bad.append(str(error))
        return None


def _now_only(groups: list[str]) -> list[str]:
    for index, group in enumerate(groups):
        if group in _ENDS:
            return groups[:index]
    return groups


def _latest(day: int, hour: int, minute: int, now: datetime) -> datetime:
    for back in range(32):
        date = (now + timedelta(hours=1) - timedelta(days=back)).date()
        if date.day == day:
            try:
                at = datetime(date.year, date.month, day, hour, minute, tzinfo=UTC)
            except ValueError:
                break
            if at <= now + timedelta(hours=1):
                return at
    raise FeedError(f"a METAR of day {day}, {hour:02}:{minute:02} UTC, is of no day that has been")


def _visibility(groups: list[str]) -> float | None:
    for index, group in enumerate(groups):
        if group in {"CAVOK", "9999"}:
            return FARTHEST_M
        if re.fullmatch(r"\d{4}(NDV)?", group):
            return float(group[:4])
        if found := re.fullmatch(r"[PM]?(\d{1,3})(?:/(\d{1,2}))?SM", group):
            whole = groups[index - 1] if index and found[2] else ""
            miles = int(found[1]) / (int(found[2] or 1) or 1)
            return (miles + (int(whole) if re.fullmatch(r"\d", whole) else 0)) * MILE_M
    return None


def _clouds(groups: list[str]) -> float | None:
    if _CLEAR & set(groups):
        return 0.0
    layers = [group for group in groups if re.match(r"[A-Z]{2,3}\d{3}", group)]
    shares = [100.0 if layer[:2] == "VV" else _CLOUD.get(layer[:3]) for layer in layers]
    return max((share for share in shares if share is not None), default=None)


def _code(group: str) -> int | None:
    """The WMO code of a present-weather group; weather nearby counts as weather here."""
    found = _WEATHER.match(group)
    if not found or not (found[3] or found[4]):
        return None
    recent, sign, kind, what = found.groups()
    parts = [what[i : i + 2] for i in range(0, len(what), 2)]
    if recent:
        return 29 if kind == "TS" else darkest(_RECENT.get(part) for part in parts)
    if kind == "TS":
        return 95
    if kind == "SH" and (not parts or "RA" in parts):
        return (80, 81, 82)[_STRENGTH.get(sign or "", 0 if sign == "VC" else 1)]
    if kind == "FZ" and ("RA" in parts or "DZ" in parts):
        return 66 if sign == "-" else 67
    return darkest(_plain(part, sign or "") for part in parts)


def _plain(part: str, sign: str) -> int | None:
    return _WET[part][_STRENGTH.get(sign, 1)] if part in _WET else _DRY.get(part)
