"""A site's hours from its raw samples: pure, whatever order and however often the samples came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lightctl.core.calendar import night_bounds, night_of
from lightctl.core.energy import Counter, CounterReading, HourEnergy, by_hour, spans
from lightctl.core.energy import Span as CounterSpan
from lightctl.core.lamp_ages import Aged
from lightctl.core.lamp_level import design_power, gear_of
from lightctl.core.plant import Cabinet, Lamp
from lightctl.core.trial import Trial
from lightctl.figures.rows import Gap, LampHour, LedgerHour, Quality
from lightctl.site.model import Site
from lightctl.store.ledger.cabinet import LampYield, lamp_hour, ledger_hour
from lightctl.store.ledger.failures import failed_mask
from lightctl.store.ledger.lamps import LampTraits, lamp_hours
from lightctl.store.ledger.meters import meter_modulus
from lightctl.store.ledger.old import OldLight
from lightctl.store.ledger.powered import Powered, closed_spans, heard_spans
from lightctl.store.ledger.readings import Readings
from lightctl.store.ledger.tested import afterglow, mark, set_apart, touched, windows
from lightctl.store.times import from_s, to_s

_FEEDER_W = 43_500
"""Three phases of 63 A at 230 V: more cannot pass a street cabinet."""
_SHOWS_DWH = 100
"""The coarsest meter shows hundredths of a kWh."""

_PIECE_ROWS = 500
"""Rows after which others may have their turn: a tenth of a second or so."""

Hour = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Accounted:
    """All rows of a stretch of time."""

    hours: list[LedgerHour]
    lamps: list[LampHour]
    gaps: list[Gap]

    def add(self, more: "Accounted") -> None:
        """Take over other rows."""
        self.hours.extend(more.hours)
        self.lamps.extend(more.lamps)
        self.gaps.extend(more.gaps)


def account(
    site: Site,
    readings: Readings,
    hours: Sequence[Hour],
    trials: Sequence[Trial] = (),
    ages: Mapping[str, Aged] | None = None,
) -> Iterator[Accounted]:
    """Account every cabinet in the given ledger hours, which ascend without holes; some at a time."""
    done = Accounted([], [], [])
    run = _run(site, readings, hours, ages or {})
    old = OldLight(site.accounts, site.settings.place)
    lamps_of = _lamps_by_cabinet(site)
    lasts = afterglow(site.settings)
    for cabinet in site.plant.cabinets.values():
        history = _meter_spans(site, cabinet, readings)
        metered = by_hour(history, site.settings.place.zone)
        done.gaps.extend(_gaps(cabinet, history, hours))
        yields = [_yields(run, lamp) for lamp in lamps_of.get(cabinet.id, ())]
        tested = windows((one for one in trials if one.cabinet == cabinet.id), history, lasts)
        for index, hour in enumerate(hours):
            row = [one[index] for one in yields]
            meter = metered.get(hour[0])
            kept = ledger_hour(cabinet, hour, meter, row, old)
            done.hours.append(_hour_row(kept, meter, touched(hour, tested)))
            done.lamps.extend(_lamp_rows(row, hour[0], touched(hour, tested)))
        if len(done.hours) + len(done.lamps) >= _PIECE_ROWS:
            yield done
            done = Accounted([], [], [])
    yield done


@dataclass(frozen=True, slots=True)
class _Run:
    """What is the same for every lamp."""

    site: Site
    readings: Readings
    stretches: list[tuple[int, int]]
    nights: list[date]
    powered: dict[str, Powered]
    heard: dict[str, Powered]
    """When each circuit's feedback was heard."""
    ages: Mapping[str, Aged]
    """Of lamps whose light is kept constant."""


def _run(site: Site, readings: Readings, hours: Sequence[Hour], ages: Mapping[str, Aged]) -> _Run:
    gap_s = int(site.accounts.sample_gap.total_seconds())
    states = {circuit: readings.circuits.get(circuit, []) for circuit in site.plant.circuits}
    return _Run(
        site,
        readings,
        [(to_s(start), to_s(end)) for start, end in hours],
        [night_of(site.settings.place, start) for start, _ in hours],
        {circuit: Powered(closed_spans(rows, gap_s)) for circuit, rows in states.items()},
        {circuit: Powered(heard_spans(rows, gap_s)) for circuit, rows in states.items()},
        ages,
    )


def _lamps_by_cabinet(site: Site) -> dict[str, list[Lamp]]:
    table: dict[str, list[Lamp]] = {}
    for lamp in site.plant.lamps.values():
        table.setdefault(lamp.cabinet, []).append(lamp)
    return table


def _meter_spans(site: Site, cabinet: Cabinet, readings: Readings) -> list[CounterSpan]:
    counter = Counter(
        max_per_hour=_FEEDER_W * 10, modulus=meter_modulus(site, cabinet), resolution=_SHOWS_DWH,
        gap=site.accounts.sample_gap,
    )  # fmt: skip
    rows = readings.meters.get(cabinet.id, ())
    return spans([CounterReading(from_s(at), energy) for at, energy in rows], counter)


def _gaps(cabinet: Cabinet, history: list[CounterSpan], hours: Sequence[Hour]) -> Iterator[Gap]:
    for span in history:
        if not span.known and span.start < hours[-1][1] and span.end > hours[0][0]:
            yield Gap(cabinet.id, span.start, span.end, span.energy)


def _yields(run: _Run, lamp: Lamp) -> list[LampYield]:
    site = run.site
    most_w = max(site.plant.luminaires[lamp.luminaire_on(night)].full_w for night in run.nights)
    design_w = [_design_w(run, lamp, night) for night in run.nights]
    rows = run.readings.lamps.get(lamp.id, [])
    powered = run.powered[lamp.circuit]
    fitted = tuple(to_s(night_bounds(site.settings.place, row.since)[0]) for row in lamp.controllers)
    traits = LampTraits(most_w, site.accounts.sample_gap, failed_mask(site, lamp), fitted)
    done = lamp_hours(rows, powered, run.stretches, traits)
    baseline, heard = site.plant.streets[lamp.street].baseline, run.heard[lamp.circuit]
    return [
        LampYield(
            lamp, baseline, round(watts * 1000), lamp.dimmable, heard.within(start, end) == end - start, hour
        )
        for watts, (start, end), hour in zip(design_w, run.stretches, done, strict=True)
    ]


def _design_w(run: _Run, lamp: Lamp, night: date) -> float:
    """At the design output that night; where only a contactor switches, the driver's full power."""
    luminaire = run.site.plant.luminaires[lamp.luminaire_on(night)]
    if not lamp.dimmable:
        return luminaire.full_w
    aged = run.ages.get(lamp.id)
    return design_power(gear_of(luminaire, aged.hours_on(night) if aged else None))


def _hour_row(row: LedgerHour, meter: HourEnergy | None, tested: bool) -> LedgerHour:
    if not tested:
        return row
    unmetered = row.quality & Quality.UNMETERED
    return set_apart(row, row.attributed_dwh if unmetered else meter.energy if meter else 0)


def _lamp_rows(row: Sequence[LampYield], start: datetime, tested: bool) -> Iterator[LampHour]:
    for one in row:
        kept = lamp_hour(one, start)
        if kept is not None:
            yield mark(kept) if tested else kept
