"""What a rehearsal rests on, in lines for a person, in English and Vietnamese."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lightctl.core.accounts import Accounts
from lightctl.core.conditions import SensorReading, WeatherReading
from lightctl.feeds.counts import CountsByPlace
from lightctl.site.model import Site


@dataclass(frozen=True, slots=True)
class Note:
    """One line, in both languages."""

    en: str
    vi: str

    def told(self, language: str) -> str:
        """In a language: vi, or else English."""
        return self.vi if language == "vi" else self.en


LEFT_OUT = Note(
    "sensors: left out, streets keep to their plan", "cảm biến: không xét, các tuyến theo kế hoạch"
)
_TRAFFIC, _WEATHER = Note("traffic", "lưu lượng xe"), Note("weather", "thời tiết")
_LIGHT, _WATER = Note("light sensors", "cảm biến ánh sáng"), Note("water stations", "trạm mực nước")
_MONEY, _TARIFF = Note("money", "tiền điện"), Note("tariff", "giá điện")
_CO2, _FACTOR = Note("CO₂", "CO₂"), Note("grid factor", "hệ số lưới điện")
_TO_PLAN = Note("streets keep to their plan", "các tuyến theo kế hoạch")
_TO_FULL = Note(
    "counters are silent, which is full light where there is one",
    "trạm đếm im lặng, nơi có trạm đếm thì sáng đủ mức",
)
_NO_RAISE = Note("no night is raised for it", "không đêm nào được tăng sáng vì thời tiết")
_UNSEEN = Note(
    "taken as silent, as the daemon takes them: the plan switches, and no water is seen",
    "coi như im lặng, đúng như khi vận hành: đóng cắt theo kế hoạch, không biết ngập",
)


def notes_of(
    site: Site, counts: CountsByPlace | None, skies: Sequence[WeatherReading] | None,
    words: Sequence[SensorReading] | None,
) -> tuple[Note, ...]:  # fmt: skip
    """One line for each kind of sensor that the site has, and for traffic and weather in any case."""
    settings = site.settings
    ends = [at for one in (counts or {}).values() for at in (min(one.at), max(one.at))]
    without = _TO_PLAN if counts is None else _TO_FULL
    notes = [
        _note(_TRAFFIC, settings.traffic.kind, ends, without),
        _note(_WEATHER, settings.weather.kind, [one.at for one in skies or ()], _NO_RAISE),
        *_missing(site, counts or {}),
        *_typical(site, counts or {}),
    ]
    kinds = [kind for kind, has in ((_LIGHT, site.sensors.light), (_WATER, site.sensors.water)) if has]
    if kinds:
        both = Note(" and ".join(one.en for one in kinds), " và ".join(one.vi for one in kinds))
        notes.append(_note(both, settings.sensing.kind, [one.at for one in words or ()], _UNSEEN))
    return tuple(notes)


def grounds_of(site: Site, first: date) -> Iterator[Note]:
    """What of nights from `first` on goes by something that began later, or is not named at all."""
    yield from _rates(site.accounts, first)
    begun: dict[str, date] = {}
    for row in site.accounts.baselines:
        begun[row.id] = min(row.since, begun.get(row.id, row.since))
    since = max((begun[street.baseline] for street in site.plant.streets.values()), default=first)
    if since > first:
        yield Note(
            f"old lamps: nights before {since} go by a baseline that is declared only from then on",
            f"đèn cũ: các đêm trước {since:%d/%m/%Y} tính theo đường cơ sở chỉ khai báo từ ngày đó",
        )
    fitted = [lamp.luminaires[0].since for lamp in site.plant.lamps.values()]
    if late := sum(day > first for day in fitted):
        yield Note(
            f"lamps: {late:,} of {len(fitted):,} were fitted after the first night, "
            "computed as if they were there",
            f"đèn: {late} trên {len(fitted)} đèn được lắp sau đêm đầu tiên, vẫn tính như đã có",
        )


def _rates(accounts: Accounts, first: date) -> Iterator[Note]:
    for what, rate, rows in ((_MONEY, _TARIFF, accounts.tariffs), (_CO2, _FACTOR, accounts.grid_factors)):
        since = min((row.since for row in rows), default=None)
        if since is None:
            yield Note(
                f"{what.en}: not named, since the site declares no {rate.en}",
                f"{what.vi}: không nêu, vì chưa khai báo {rate.vi}",
            )
        elif since > first:
            yield Note(
                f"{what.en}: nights before {since} go by the {rate.en} since then, the first one declared",
                f"{what.vi}: các đêm trước {since:%d/%m/%Y} tính theo {rate.vi} từ ngày đó, là mức đầu tiên "
                "được khai báo",
            )


def _missing(site: Site, counts: CountsByPlace) -> Iterator[Note]:
    """Places that a recording leaves out."""
    missing = [place for place in site.plant.places if place not in counts]
    if counts and missing:
        shown = ", ".join(missing[:5]) + ", …" * (len(missing) > 5)
        places = "1 counting place is" if len(missing) == 1 else f"{len(missing)} counting places are"
        yield Note(
            f"traffic: {places} not in the recording, silent and so at full light: {shown}",
            f"lưu lượng xe: {len(missing)} điểm đếm không có trong bản ghi, im lặng nên sáng đủ: {shown}",
        )


def _typical(site: Site, counts: CountsByPlace) -> Iterator[Note]:
    streets = [street for street in site.plant.streets.values() if street.typical]
    if not streets:
        return
    many = "1 street keeps" if len(streets) == 1 else f"{len(streets)} streets keep"
    if any(street.typical in counts for street in streets):
        yield Note(
            f"typical days: {many} to them, each night by what was recorded before it, never by later days",
            f"ngày điển hình: {len(streets)} tuyến theo, mỗi đêm chỉ học từ số liệu ghi trước đêm đó",
        )
    else:
        yield Note(
            f"typical days: nothing recorded to learn them from, {many} to plan",
            f"ngày điển hình: chưa có số liệu để học, {len(streets)} tuyến theo kế hoạch",
        )


def _note(what: Note, kind: str, instants: Iterable[datetime], without: Note) -> Note:
    known = list(instants)
    if known:
        first, last = min(known), max(known)
        return Note(
            f"{what.en}: recorded from {first:%Y-%m-%d} to {last:%Y-%m-%d} (UTC)",
            f"{what.vi}: số liệu ghi từ {first:%d/%m/%Y} đến {last:%d/%m/%Y} (UTC)",
        )
    why = {
        "none": Note("the site has no source", "không có nguồn số liệu"),
        "file": Note("the recording is empty", "bản ghi trống"),
    }.get(kind, Note(f"the source ({kind}) speaks only live", f"nguồn ({kind}) chỉ có số liệu tức thời"))
    return Note(f"{what.en}: {why.en}, {without.en}", f"{what.vi}: {why.vi}, {without.vi}")
