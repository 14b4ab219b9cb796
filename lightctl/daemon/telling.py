"""Rows about single things: a cabinet, a street, a lamp."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from lightctl.core.commands import Override
from lightctl.core.decision import Decision
from lightctl.core.image import Protected
from lightctl.core.plant import Cabinet, Lamp, Plant, Street
from lightctl.core.target import lamps_of
from lightctl.core.units import DARK
from lightctl.daemon.floods import Proposal
from lightctl.daemon.parts import Parts
from lightctl.field import CircuitReport
from lightctl.web.command_rows import DarkRow, ProposalRow
from lightctl.web.rows import CabinetRow, CircuitRow, DriftRow, LampRow, StreetRow


def cabinet_row(parts: Parts, cabinet: Cabinet) -> CabinetRow:
    """A cabinet as its controller reports it."""
    board = parts.field.board
    report = board.cabinet(cabinet.id)
    circuits = [board.circuit(circuit.id) for circuit in cabinet.circuits]
    unserved = [c.id for c in cabinet.circuits if c.id in parts.protection.protected]
    return CabinetRow(
        id=cabinet.id, name=cabinet.name, street=cabinet.street, answering=report.answering,
        circuits_closed=sum(circuit.closed is True for circuit in circuits), circuits_total=len(circuits),
        unserved=unserved, power_w=report.power_w, energy_wh=report.energy_wh,
        voltage_v=list(report.voltage_v), door_open=report.door_open,
        clock_offset_s=report.clock_offset_s, plan=str(report.plan.state),
        plan_until=local(parts, report.plan.until), autonomous=report.plan.running,
        at=local(parts, report.at), circuits=[_circuit_row(circuit) for circuit in circuits],
    )  # fmt: skip


def _circuit_row(report: CircuitReport) -> CircuitRow:
    return CircuitRow(
        report.circuit, report.desired, report.accepted, report.closed, report.differs, report.forbidden
    )


def drift_rows(parts: Parts) -> list[DriftRow]:
    """What someone else changed and is not over, the latest first."""
    return [
        DriftRow(drift.thing, drift.kind, local(parts, drift.since) or "", local(parts, drift.at) or "",
                 drift.count, drift.text, drift.held)
        for drift in parts.field.board.drifts()
    ]  # fmt: skip


def proposal_rows(parts: Parts) -> list[ProposalRow]:
    """Lockouts that water stations propose."""
    return [proposal_row(parts, row) for row in parts.floods.proposals()]


def proposal_row(parts: Parts, row: Proposal) -> ProposalRow:
    """One of them."""
    return ProposalRow(row.circuit, row.station, local(parts, row.since) or "", row.highest_m, row.from_m)


def street_rows(parts: Parts) -> list[StreetRow]:
    """Every street, as its brightest group is decided."""
    plant, board = parts.site.plant, parts.field.board
    brightest: dict[str, Decision] = {}
    for group in plant.groups.values():
        decision = parts.cycle.decision_of(group.lamps[0]) if group.lamps else None
        before = brightest.get(group.street)
        if decision and (before is None or decision.level > before.level):
            brightest[group.street] = decision
    silent = {c.street for c in plant.cabinets.values() if not board.cabinet(c.id).answering}
    lamps = Counter(lamp.street for lamp in plant.lamps.values())
    return [_street_row(street, brightest.get(street.id), lamps, silent) for street in plant.streets.values()]


def _street_row(
    street: Street, decision: Decision | None, lamps: Mapping[str, int], silent: set[str]
) -> StreetRow:
    return StreetRow(
        id=street.id, name=street.name, level=decision.level if decision else None,
        layer=decision.ruled_by if decision else "", lamps=lamps[street.id],
        silent=street.id in silent,
    )  # fmt: skip


def lamp_row(parts: Parts, lamp: Lamp) -> LampRow:
    """A lamp as decided, asked, accepted and measured."""
    report = parts.field.board.lamp(lamp.id)
    decision, steps = parts.cycle.decision_of(lamp.id), report.command
    gearing = parts.wishing.gearing
    return LampRow(
        id=lamp.id, street=lamp.street, cabinet=lamp.cabinet, decided=decision.level if decision else None,
        layer=decision.ruled_by if decision else "", desired=gearing.light(lamp.id, report.desired),
        accepted=gearing.light(lamp.id, report.accepted), measured=gearing.light(lamp.id, report.measured),
        power_w=report.power_w, energy_wh=report.energy_wh, state=str(report.state),
        flags=sorted(report.status),
        at=local(parts, report.at), sent=local(parts, steps.sent), acknowledged=local(parts, steps.accepted),
        in_effect=local(parts, steps.in_effect), verified=local(parts, steps.verified),
    )  # fmt: skip


def dark_rows(override: Override, plant: Plant, protected: Mapping[str, Protected]) -> list[DarkRow]:
    """The protected circuits that keep lamps of an override dark; none where it asks for no light."""
    if override.level <= DARK:
        return []
    fed = Counter(plant.lamps[lamp].circuit for lamp in lamps_of(override.target, plant))
    return [DarkRow(why.circuit, why.rule, fed[name]) for name, why in sorted(protected.items()) if fed[name]]


def local(parts: Parts, instant: datetime | None) -> str | None:
    """An instant as the city's clocks show it."""
    if instant is None:
        return None
    return instant.astimezone(parts.site.settings.place.zone).isoformat(timespec="seconds")
