"""What the daemon listens to, for people; and counts that are pushed to it."""

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.traffic import judge
from lightctl.daemon.parts import Parts
from lightctl.daemon.sensor_rows import sensor_rows
from lightctl.daemon.telling import local
from lightctl.errors import TargetError
from lightctl.feeds import Feed, PushedTraffic, WeatherOrder
from lightctl.feeds.asking import Asked
from lightctl.feeds.trying import words_of
from lightctl.feeds.weather_order import Source
from lightctl.web.feeding import FeedRow


class Listening:
    """Reads the feeds and what was concluded from them."""

    def __init__(
        self, parts: Parts, traffic: Feed[TrafficReading] | None, weather: Feed[WeatherReading] | None
    ) -> None:
        self._parts, self._traffic, self._weather = parts, traffic, weather

    def feeds(self) -> list[FeedRow]:
        rows = [self._source(source, self._weather) for source in self._sources()]
        if self._weather is not None and not rows:
            rows.append(FeedRow(self._weather.name, "weather", None, None, "played", ""))
        if self._traffic is not None:
            rows.append(FeedRow(self._traffic.name, "traffic", None, None, "listening", ""))
        if self._parts.sensing is not None:
            rows.append(FeedRow(self._parts.sensing.name, "sensors", None, None, "listening", ""))
        return rows + self._places() + self._sensors()

    def push(self, place: str, payload: bytes) -> int:
        if not isinstance(self._traffic, PushedTraffic):
            raise TargetError("this site does not take pushed counts: say traffic: {source: http}")
        try:
            return self._traffic.push(place, payload)
        except ValueError as error:
            raise TargetError(f"counts not taken: {error}") from error

    def _sources(self) -> tuple[Source, ...]:
        return self._weather.sources if isinstance(self._weather, WeatherOrder) else ()

    def _source(self, source: Source, order: Feed[WeatherReading] | None) -> FeedRow:
        now, last = self._parts.clock.now(), source.last
        used = isinstance(order, WeatherOrder) and order.used == source.name
        quality = "used" if used else source.trouble or ("waiting" if last is None else "fresh, not needed")
        return FeedRow(
            source.name, "weather", local(self._parts, last.at) if last else None,
            round((now - last.at).total_seconds()) if last else None, quality,
            words_of(last) if last else "",
            source.provider.attribution if isinstance(source, Asked) else "",
        )  # fmt: skip

    def _places(self) -> list[FeedRow]:
        now, rows = self._parts.clock.now(), {}
        for (place, _), state in self._parts.conditions.traffic.items():
            quality = judge(state, now)[0].value
            before = "before: " * (quality in {"silent", "stale"})
            flow = "" if state.flow is None else f"{before}{state.flow:.0f} veh/h"
            age = round((now - state.at).total_seconds()) if state.at else None
            at = local(self._parts, state.at) if state.at else None
            rows[place] = FeedRow(place, "place", at, age, quality, flow)
        return list(rows.values())

    def _sensors(self) -> list[FeedRow]:
        parts, states = self._parts, self._parts.conditions
        at = {one.sensor: one.at for one in states.light.values()}
        at |= {one.station: one.at for one in states.water.values()}
        return [
            FeedRow(
                row.id, row.kind, local(parts, at[row.id]), None if row.age_s is None else round(row.age_s),
                row.quality, row.says,
            )
            for row in sensor_rows(states, parts.clock.now())
        ]  # fmt: skip
