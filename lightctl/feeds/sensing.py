"""Words of light sensors, photocells and water stations, over MQTT or from a file.

The payload is a JSON object: `at` (ISO 8601 with an offset) and one of `lux`, `dark` (true or false) and
`water_m`; null says that the device does not know. Optional: `sensor` (else the topic's last level).
A file is a table `at,sensor,value`: lux, 1 by day and 0 in the dark, or metres.
"""

import logging
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from pathlib import Path

from lightctl.clock import SiteClock
from lightctl.core.conditions import SensorReading
from lightctl.core.light_sensor import AHEAD
from lightctl.core.sensing import Sensors
from lightctl.errors import FeedError
from lightctl.feeds.messages import instant_of, number_of, object_of
from lightctl.feeds.port import Feed
from lightctl.feeds.recorded import found
from lightctl.feeds.replay import Replay
from lightctl.feeds.tables import Row, instant, number, rows_of
from lightctl.links.mqtt import Broker, subscribed
from lightctl.site.model import Site

log = logging.getLogger(__name__)


def sensor_feed(site: Site, clock: SiteClock) -> Feed[SensorReading] | None:
    """The site's sensors, or None where nobody brings their words; raises FeedError for a bad file.

    A broker is listened to even while no sensor is declared: a reload may bring the first.
    """
    source, known = site.settings.sensing, words_of(site.sensors)
    if source.kind == "none":
        return None
    if source.kind == "file":
        path = found(site, source.file)
        return Replay(f"sensors from {path.name}", read_sensors(path), clock)
    password = _password(site.root / source.password_file) if source.password_file else None
    name = f"lightctl-{site.settings.id}-sensors"
    broker = Broker(source.host, source.port, name, source.username or None, password)
    return MqttSensors(broker, source.topic, known, clock)


def recorded_sensors(site: Site) -> list[SensorReading] | None:
    """Every recorded word; None where the site has no recording. Raises FeedError for an unreadable file."""
    source = site.settings.sensing
    return read_sensors(found(site, source.file)) if source.kind == "file" else None


def words_of(sensors: Sensors) -> dict[str, str]:
    """Each sensor with the only word that it may say: lux, dark or water_m.

    A photocell's `lux: 1`, taken for its 1 by day, would make a street dark.
    """
    light = {one.id: "dark" if one.photocell else "lux" for one in sensors.light.values()}
    return {**light, **dict.fromkeys(sensors.water, "water_m")}


class MqttSensors:
    """Words of known sensors; a message that cannot be read is dropped and said, never guessed."""

    def __init__(self, broker: Broker, topic: str, known: Mapping[str, str], clock: SiteClock) -> None:
        self.name = f"sensors from mqtt://{broker.host}:{broker.port}/{topic}"
        self._broker, self._topic, self._clock = broker, topic, clock
        self.known = known
        """Each sensor with its word."""

    def adopt(self, sensors: Sensors) -> None:
        """Go on with other sensors at the same broker."""
        self.known = words_of(sensors)

    async def readings(self) -> AsyncIterator[SensorReading]:
        async for topic, payload in subscribed(self._broker, self._topic):
            try:
                yield read_word(topic, payload, self.known, self._clock.now())
            except ValueError as error:
                log.warning("sensor message on %s dropped: %s", topic, error)


def read_word(topic: str, payload: bytes, known: Mapping[str, str], now: datetime) -> SensorReading:
    """One message as a reading, not ahead of `now`; raises ValueError with what is wrong."""
    message = object_of(payload)
    sensor = str(message.get("sensor", topic.rsplit("/", 1)[-1]))
    if sensor not in known:
        raise ValueError("no sensor of that name in the site")
    at = instant_of(message.get("at"), "at")
    if at > now + AHEAD:
        raise ValueError(f"`at` is {at.isoformat()}, ahead of the city")
    words = [key for key in ("lux", "dark", "water_m") if key in message]
    if len(words) != 1:
        raise ValueError("needs one of lux, dark and water_m")
    if words[0] != known[sensor]:
        raise ValueError(f"{sensor} says {words[0]}, the site expects {known[sensor]}")
    if words[0] != "dark":
        return SensorReading(sensor, at, number_of(message, words[0]))
    dark = message["dark"]
    if dark is not None and not isinstance(dark, bool):
        raise ValueError("dark is neither true nor false")
    return SensorReading(sensor, at, None if dark is None else float(not dark))


def read_sensors(path: Path) -> list[SensorReading]:
    """Rows `at,sensor,value`; an empty value is a device that does not know. FeedError names the line."""
    return [_row(path, line, row) for line, row in rows_of(path)]


def _row(path: Path, line: int, row: Row) -> SensorReading:
    try:
        return SensorReading(row["sensor"] or "", instant(row["at"]), number(row["value"]))
    except (KeyError, ValueError) as error:
        raise FeedError(f"{path.name}:{line}: not a sensor row: {error}") from error


def _password(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FeedError(f"{file}: the password file cannot be read") from error
