"""The city at a glance."""

from collections import Counter
from collections.abc import Iterable, Mapping

import lightctl
from lightctl.core.night import night_of
from lightctl.core.traffic import Quality, judge
from lightctl.core.units import DARK
from lightctl.daemon.answering import below_floor_rows
from lightctl.daemon.parts import Parts
from lightctl.daemon.sensor_rows import sensor_rows
from lightctl.daemon.supervisor import JobHealth
from lightctl.daemon.telling import drift_rows, local, proposal_rows
from lightctl.daemon.timekeeping import doubt_of
from lightctl.web.rows import JobRow, LampCounts, Status


def status_of(parts: Parts, health: Mapping[str, JobHealth]) -> Status:
    """Everything `lightctl status` shows."""
    plant, board, settings = parts.site.plant, parts.field.board, parts.site.settings
    now = parts.clock.now()
    night = night_of(settings.place, now)
    sun = parts.nights.sun.events(night)
    cabinets = [board.cabinet(cabinet) for cabinet in plant.cabinets]
    circuits = [board.circuit(circuit) for circuit in plant.circuits]
    qualities = {place: judge(state, now)[0] for (place, _), state in parts.conditions.traffic.items()}
    return Status(
        site=settings.id, name=settings.name, version=lightctl.__version__, digest=parts.site.digest,
        now=local(parts, now) or "", started=local(parts, parts.started) or "", clock_rate=parts.clock.rate,
        night=night.isoformat(), sunset=local(parts, sun.sunset), sunrise=local(parts, sun.sunrise),
        lamps=_lamps(parts), cabinets_answering=sum(cabinet.answering for cabinet in cabinets),
        cabinets_total=len(cabinets),
        circuits_closed=sum(circuit.closed is True for circuit in circuits),
        circuits_total=len(plant.circuits), power_w=_sum(c.power_w for c in cabinets if c.answering),
        weather=_weather(parts), traffic_good=sum(q is Quality.GOOD for q in qualities.values()),
        traffic_total=len(qualities), overrides=len(parts.overrides.active()),
        lockouts=len(parts.lockouts.active()), cycle_ms=parts.watch.busiest_ms,
        jobs=[JobRow(job.name, job.failures, job.trouble) for job in health.values()],
        time_series=parts.sink.words, notes=_notes(parts), drifts=drift_rows(parts),
        circuits_wanted=sum(circuit.desired is True for circuit in circuits),
        sensors=sensor_rows(parts.conditions, now), proposals=proposal_rows(parts),
        below_floor=below_floor_rows(parts),
        circuits_accepted=sum(circuit.accepted is True for circuit in circuits),
    )  # fmt: skip


def _lamps(parts: Parts) -> LampCounts:
    plant, board = parts.site.plant, parts.field.board
    states = Counter(str(board.state(lamp)) for lamp in plant.lamps)
    wanted = sum((parts.wishing.level(lamp) or DARK) > DARK for lamp in plant.lamps)
    unserved = sum(len(plant.lamps_of_circuit[circuit]) for circuit in parts.protection.protected)
    return LampCounts(
        total=len(plant.lamps), wanted_lit=wanted, verified=states["verified"], differs=states["differs"],
        silent=states["silent"], unpowered=states["unpowered"], unserved=unserved,
        sent=states["sent"], accepted=states["accepted"],
    )  # fmt: skip


def _weather(parts: Parts) -> str:
    now = parts.clock.now()
    kinds = [row.kind for state in parts.conditions.weather.values() for row in state.in_force(now)]
    return max(kinds, key=kinds.count, default="calm" if parts.conditions.weather else "unknown")


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known), 1) if known else None


def _notes(parts: Parts) -> list[str]:
    """What an operator should know, one sentence each."""
    silent = [c for c in parts.site.plant.cabinets if not parts.field.board.cabinet(c).answering]
    notes = [parts.notice] if parts.notice else []
    notes += ["by plan alone: the third start within ten minutes"] if parts.plan_only else []
    if doubt := doubt_of(parts.clock):
        notes.append(doubt)
    if silent:
        many = "1 cabinet does" if len(silent) == 1 else f"{len(silent)} cabinets do"
        notes.append(f"{many} not answer: {_some(silent)}")
    notes += [f"circuit {circuit} is locked out, but the plant does not know it: NOTHING KEEPS IT DEAD"
              for circuit in parts.lockouts.lost()]  # fmt: skip
    zone = parts.site.settings.place.zone
    notes += _emergencies(parts)
    notes += [f"cabinet {one.cabinet} is under test by {one.owner} until {one.until.astimezone(zone):%H:%M}"
              for one in parts.trials.active()]  # fmt: skip
    notes += [f"scene {name} by {rows[0].owner} is on until {rows[0].until.astimezone(zone):%H:%M}"
              for name, rows in parts.scenes.running().items()]  # fmt: skip
    if still_open := _open_though_wanted(parts):
        notes.append(f"light is wanted, but still open: {_some(still_open)}")
    for circuit, why in parts.protection.protected.items():
        notes.append(f"circuit {circuit} is kept dead: {why.rule}")
    return notes


def _emergencies(parts: Parts) -> list[str]:
    zone = parts.site.settings.place.zone
    rows = [one for one in parts.overrides.active() if one.emergency]
    return [
        f"EMERGENCY: {one.target} all on until {one.until.astimezone(zone):%H:%M} ({one.owner}: {one.reason})"
        for one in rows
    ]


def _open_though_wanted(parts: Parts) -> list[str]:
    """Circuits that nobody protects and whose cabinet answers, on their way or in trouble."""
    board, protected = parts.field.board, parts.protection.protected
    cabinets = [c for c in parts.site.plant.cabinets.values() if board.cabinet(c.id).answering]
    circuits = [board.circuit(c.id) for cabinet in cabinets for c in cabinet.circuits]
    return [c.circuit for c in circuits if c.desired and c.closed is False and c.circuit not in protected]


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" and more" if len(names) > 5 else "")
