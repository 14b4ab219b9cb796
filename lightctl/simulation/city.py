"""The simulated city: every device of a site, alive from the same driver files that the master reads."""

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial
from random import Random

from lightctl.clock import SiteClock
from lightctl.core.plant import Cabinet, Lamp, Luminaire
from lightctl.simulation.agenda import Agenda, Happening
from lightctl.simulation.cabinet import CabinetTruth, DeviceClock
from lightctl.simulation.calendar import instant_in, night_at
from lightctl.simulation.concentrator import ConcentratorTruth
from lightctl.simulation.lamp import LampTruth, not_noted
from lightctl.simulation.mains import Mains
from lightctl.simulation.mishaps import Things, happenings
from lightctl.simulation.node import Node
from lightctl.simulation.node_server import NodeServer
from lightctl.simulation.truth import CabinetNow, LampNow, Recorder, Truth
from lightctl.simulation.wiring import Truths, Wiring
from lightctl.site.model import Site
from lightctl.site.scenario import Scenario

DIRECT_DELAY_S = 0.2
"""A lamp controller on the line obeys almost at once."""


class City:
    """All lamps, cabinets, concentrators and lines of a site, from `clock.now()` on.

    The same site, scenario, seed and beginning give the same city. Nothing runs by itself: whoever looks
    makes everything happen that was due. `seed` replaces the scenario's.
    """

    def __init__(
        self, site: Site, scenario: Scenario, clock: SiteClock, *,
        seed: int | None = None, recorder: Recorder | None = None,
    ) -> None:  # fmt: skip
        self.site = site
        self.scenario = scenario
        self.clock = clock
        self.began = clock.now()
        self._seed = scenario.seed if seed is None else seed
        self._note = recorder.note if recorder else not_noted
        self._zone = site.settings.place.zone
        self.cabinets = {cabinet.id: self._cabinet(cabinet) for cabinet in site.plant.cabinets.values()}
        self._feeders = {one.id: cabinet for cabinet in self.cabinets.values() for one in cabinet.circuits}
        self.lamps = {lamp.id: self._lamp(lamp) for lamp in site.plant.lamps.values()}
        self.concentrators = self._connect()
        truths = Truths(self.cabinets, self._feeders, self.lamps, self.concentrators)
        self.lines = Wiring(site, truths, self._chance, self.began.timestamp()).lines(self.happen)
        self.brokers = self._brokers()
        """Lines to a broker, by the network server of their nodes."""
        self._agenda = Agenda()
        things = self._things()
        for mishap in scenario.mishaps:
            self._agenda.add(happenings(things, mishap, since=self.began, zone=self._zone))
        for lamp in site.plant.lamps.values():
            self._agenda.add(self._replacements(lamp))
        self.happen()

    def happen(self) -> float:
        """City seconds since it began, with every mishap done that was due by then."""
        t = (self.clock.now() - self.began).total_seconds()
        if t >= self._agenda.next_at:
            self._agenda.run_until(t)
        return t

    def truth(self) -> Truth:
        """What really is now."""
        t = self.happen()
        for cabinet in self.cabinets.values():
            cabinet.advance(t)
        return Truth(
            at=self.clock.now(),
            lamps={name: _lamp_now(lamp, t) for name, lamp in self.lamps.items()},
            cabinets={name: _cabinet_now(cabinet, t) for name, cabinet in self.cabinets.items()},
        )

    def lights(self) -> dict[str, float]:
        """The light of every lamp now, in percent; cheaper than the whole truth."""
        t = self.happen()
        for cabinet in self.cabinets.values():
            cabinet.advance(t)
        return {name: lamp.light for name, lamp in self.lamps.items()}

    @property
    def requests(self) -> int:
        """Requests taken so far, on all lines."""
        asked = sum(line.requests for line in self.lines.values())
        return asked + sum(server.requests for server in self.brokers.values())

    def _chance(self, thing: str) -> Random:
        return Random(f"{self._seed}/{thing}")

    def _cabinet(self, cabinet: Cabinet) -> CabinetTruth:
        chance = self._chance(cabinet.id)
        mains = Mains(
            chance, volts=self.scenario.mains_volts, swing_percent=self.scenario.mains_swing_percent
        )
        quartz = self._chance(f"{cabinet.id}/clock")
        clock = DeviceClock(ahead_s=quartz.uniform(-1.5, 1.5), drift_ppm=quartz.uniform(-20, 20))
        circuits = [circuit.id for circuit in sorted(cabinet.circuits, key=lambda circuit: circuit.output)]
        counter_wh = round(quartz.uniform(2e6, 6e7), -1)
        return CabinetTruth(cabinet.id, circuits, mains, clock, counter_wh=counter_wh)

    def _lamp(self, lamp: Lamp) -> LampTruth:
        chance = self._chance(lamp.id)
        cabinet = self._feeders[lamp.id] = self.cabinets[lamp.cabinet]
        spread = self.scenario.spread_percent / 100.0
        model = lamp.luminaire_on(night_at(self.began, self._zone))
        truth = LampTruth(
            lamp.id,
            self.site.plant.luminaires[model],
            cabinet.account,
            spread=1.0 + chance.uniform(-spread, spread),
            boot_s=chance.uniform(4.0, 6.0),
            delay_s=DIRECT_DELAY_S if lamp.direct else chance.uniform(1.0, 4.0),
            note=self._note_and_report if lamp.direct and lamp.direct.node else self._note,
        )
        truth.first_wh = round(chance.uniform(5e4, 4e5))
        truth.first_s = round(chance.uniform(1e3, 6e3)) * 3600.0
        circuit = next(one for one in cabinet.circuits if one.id == lamp.circuit)
        circuit.lamps.append(truth)
        return truth

    def _note_and_report(self, t: float, lamp_id: str, light: float) -> None:
        """A node speaks of every change."""
        self._note(t, lamp_id, light)
        address = self.site.plant.lamps[lamp_id].direct
        server = self.brokers.get(address.line) if address else None
        if server is not None and address is not None:
            server.changed(address.node)

    def _brokers(self) -> dict[str, NodeServer]:
        nodes: dict[str, dict[str, Node]] = {}
        for lamp in self.site.plant.lamps.values():
            if lamp.direct is not None and lamp.direct.node:
                name, driver = lamp.direct.node, self.site.drivers[lamp.direct.driver]
                node = Node(name, self.lamps[lamp.id], self._feeders[lamp.id], driver, self.began)
                nodes.setdefault(lamp.direct.line, {})[name] = node
        return {line: NodeServer(found, self.happen, self.clock.rate) for line, found in nodes.items()}

    def _replacements(self, lamp: Lamp) -> Iterator[tuple[float, Happening]]:
        """The luminaires that will be fitted, each at noon of its day."""
        truth, cabinet = self.lamps[lamp.id], self._feeders[lamp.id]

        def fit(luminaire: Luminaire, t: float) -> None:
            cabinet.advance(t)
            truth.fit(t, luminaire)
            cabinet.changes += 1

        for row in lamp.luminaires:
            at = (instant_in(row.since, time(12), self._zone) - self.began).total_seconds()
            if at > 0:
                yield at, partial(fit, self.site.plant.luminaires[row.model])

    def _connect(self) -> dict[str, ConcentratorTruth]:
        plant = self.site.plant
        truths = {
            name: ConcentratorTruth(name, self.site.drivers[one.address.driver].lamps)
            for name, one in plant.concentrators.items()
        }
        for lamp in plant.lamps.values():
            if lamp.concentrator:
                truths[lamp.concentrator].connect(lamp.slot - 1, self.lamps[lamp.id], self._feeders[lamp.id])
        return truths

    def _things(self) -> Things:
        circuits = {circuit.id: circuit for one in self.cabinets.values() for circuit in one.circuits}
        return Things(self.cabinets, self._feeders, circuits, self.concentrators, self.lamps,
                      {**self.lines, **self.brokers})  # fmt: skip


def began_at(scenario: Scenario, site: Site) -> datetime | None:
    """The scenario's own beginning as an instant, where it names one."""
    return scenario.start.replace(tzinfo=site.settings.place.zone) if scenario.start else None


def _lamp_now(lamp: LampTruth, t: float) -> LampNow:
    return LampNow(
        light=lamp.light,
        level=lamp.level,
        powered=lamp.powered,
        watts=lamp.watts(t),
        energy_wh=lamp.watt_seconds(t) / 3600.0,
        lit_s=lamp.lit_seconds(t),
    )


def _cabinet_now(cabinet: CabinetTruth, t: float) -> CabinetNow:
    energy = cabinet.watt_hours(t)
    return CabinetNow(
        watts=cabinet.watts(t),
        energy_wh=energy,
        counter_wh=cabinet.counter_wh + energy,
        closed=tuple(circuit.closed for circuit in cabinet.circuits),
    )
