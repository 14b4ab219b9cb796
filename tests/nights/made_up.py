"""Reports of a made-up night: counters, skies, sensors and a gauge that are right, late, wrong or silent."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.oracle.light import Seen
from tests.oracle.orders import Order
from tests.oracle.sensors import Word
from tests.oracle.site import Lamp
from tests.oracle.traffic import Count
from tests.oracle.weather import Report
from tests.oracle.world import WorldSky

MINUTE = timedelta(minutes=1)
QUARTER = 15 * MINUTE
SERVICE_FLOW = 600.0


@dataclass(frozen=True)
class Evening:
    """When something happens to the light: reports gather around it."""

    starts: datetime
    ends: datetime
    on: datetime
    off: datetime


def medians(chance: Random) -> dict[tuple[str, str, int], float]:
    """What the camera usually counts; some hours were never learned."""
    return {
        ("cam", kind, hour): chance.choice((5.0, 20.0, 90.0, 200.0, 340.0, 420.0, 700.0))
        for kind in ("workday", "saturday", "sunday")
        for hour in range(24)
        if chance.random() < 0.85
    }


def reported(chance: Random, when: Evening, sky: WorldSky) -> Seen:
    """Everything that is heard in one night."""
    words = {
        "roof": _one_by_one(_eye(chance, when, sky, photocell=False)),
        "cell": _one_by_one(_eye(chance, when, sky, photocell=True)),
        "gauge": list(_gauge(chance, when)),
    }
    counts = list(_counts(chance, when))
    return Seen({"cam": counts}, list(_skies(chance, when)), (), words, medians(chance))


def ordered(chance: Random, when: Evening, streets: Sequence[str]) -> list[Order]:
    """Commands of an evening: overlapping, nested, under the floor on purpose or not, and a scene or two."""
    found = []
    for number in range(chance.randrange(9)):
        street = chance.choice(streets)
        street_wide = chance.choice((("street", street), ("group", street), ("lamp", f"{street}-1")))
        scope, name = chance.choice((("city", ""), street_wide, street_wide))
        target = f"{scope}:{name}" if name else scope
        since = when.on + MINUTE * chance.randrange(-90, 700) + timedelta(seconds=number)
        until = since + MINUTE * chance.randrange(1, 500)
        kind = chance.choice(("single", "single", "scene", "urgent"))
        level = 100.0 if kind == "urgent" else chance.choice((0.0, 10.0, 33.0, 65.0, 100.0))
        found.append(
            Order(since, until, scope, _reaching(scope, street), level, below_floor=chance.random() < 0.3,
                  emergency=kind == "urgent", scene=kind == "scene", target=target)
        )  # fmt: skip
    return found


def _reaching(scope: str, street: str) -> Callable[[str, Lamp], bool]:
    return lambda _, lamp: scope == "city" or lamp.street == street


def _one_by_one(words: Iterable[Word]) -> list[Word]:
    """Without those that speak again of a time that was told."""
    told: list[Word] = []
    for word in words:
        if not told or word.at > told[-1].at:
            told.append(word)
    return told


def _counts(chance: Random, when: Evening) -> Iterator[Count]:
    at, mode = when.starts + MINUTE * chance.randrange(1, 240), "busy"
    crowd, speed = chance.choice(((None, None), (0.29, 16.0), (0.1, 40.0)))
    while at < when.ends:
        if chance.random() < 0.2:
            mode = chance.choice(("busy", "half", "quiet", "quiet", "faint", "none", "jam", "odd", "gap"))
        flow = round(SERVICE_FLOW * chance.uniform(*_SHARES.get(mode, (0.0, 1.0))), 1)
        if mode == "none":
            yield Count(at, 0.0)
        elif mode == "jam":
            yield chance.choice(
                (Count(at, flow, 0.31), Count(at, flow, 0.1, 14.0), Count(at, flow, congested=True))
            )
        elif mode == "odd":
            yield Count(at, chance.choice((None, -1.0, 3000.5, float("nan"))))
        elif mode != "gap":
            yield Count(at, flow, crowd, speed)
        at += QUARTER


_SHARES = {
    "busy": (0.5, 1.2),
    "half": (0.24, 0.62),
    "quiet": (0.04, 0.3),
    "faint": (0.0, 0.06),
    "jam": (0.01, 0.4),
}


def _skies(chance: Random, when: Evening) -> Iterator[Report]:
    at = when.starts + MINUTE * chance.randrange(30)
    kind = "calm"
    while at < when.ends:
        near = any(-100 * MINUTE < at - edge < 60 * MINUTE for edge in (when.on, when.off))
        if chance.random() < (0.3 if near else 0.12):
            kind = chance.choice(("calm", "calm", "rain", "storm", "fog", "grey", "heavy", "both", "vague"))
        yield _report(chance, at, kind)
        at += MINUTE * chance.choice((7, 10, 15, 20, 35))


def _report(chance: Random, at: datetime, kind: str) -> Report:
    return Report(at, *chance.choice(_REPORTS[kind]))


_REPORTS: dict[str, tuple[tuple[Any, ...], ...]] = {
    "calm": ((0, 0.0, 20000.0, 20.0), (3, 0.0, 20000.0, 20.0)),
    "rain": ((61, 0.4), (None, 0.3), (25,), (80, 1.9)),
    "storm": ((95, None, 9000.0), (17, None, 9000.0), (29, None, 9000.0)),
    "fog": ((45,), (0, 0.0, 700.0), (None, None, 1500.0)),
    "grey": ((61, 0.6, 8000.0, 79.0), (61, 0.6, 8000.0, 85.0), (61, 0.6, 8000.0, 95.0)),
    "heavy": ((65,), (None, 6.0), (82, 2.5)),
    "both": ((61, 0.7, 900.0, 92.0),),
    "vague": ((None, None, None, 100.0),),
}
"""Code, rain in mm/h, sight in m, cloud in percent."""


def _eye(chance: Random, when: Evening, sky: WorldSky, *, photocell: bool) -> Iterator[Word]:
    every = MINUTE * chance.choice((2, 4, 5))
    cloud = chance.choice((0.03, 0.2, 1.0, 1.0, 3.0))
    yield from (Word(when.starts + n * MINUTE, 1.0 if photocell else 5000.0) for n in (0, 7))
    for edge in (when.on, when.off):
        ailing = chance.choice(_AILMENTS)
        begins, lasts = chance.randrange(-110, 40) * MINUTE, chance.choice((25, 60, 90)) * MINUTE
        fixed = chance.choice((0.0, 1.0)) if photocell else chance.choice((0.0, 7.0, 800.0))
        at = max(edge - 120 * MINUTE + MINUTE * chance.randrange(20), when.starts)
        while at < min(edge + 90 * MINUTE, when.ends):
            lux = round(400.0 * cloud * 10 ** (min(max(sky.stands(at), -18.0), 30.0) / 3.5), 2)
            value = float(lux > 30.0) if photocell else lux
            if at < edge + begins:
                yield Word(at, value)
            elif ailing != "silent" and (ailing != "dying" or at < edge + begins + lasts):
                yield Word(at, _ailing(ailing, value, fixed, sky.stands(at)))
            at += every


_AILMENTS = ("none", "none", "none", "silent", "stuck", "mute", "odd", "lamp", "dying")


def _ailing(ailing: str, value: float, fixed: float, height: float) -> float | None:
    """What an ailing sensor says instead; `lamp`: the lamps that it switches shine on it."""
    if ailing in {"stuck", "dying"}:
        return fixed
    if ailing in {"mute", "odd"}:
        return None if ailing == "mute" else -4.0
    shone_on = ailing == "lamp" and height < -2.0
    return value if not shone_on else 1.0 if value in {0.0, 1.0} else 900.0


def _gauge(chance: Random, when: Evening) -> Iterator[Word]:
    if chance.random() < 0.5:
        return
    edge = chance.choice((when.on, when.off))
    near, far = edge - MINUTE * chance.randrange(30, 120), when.starts + MINUTE * chance.randrange(900)
    at, level = max(when.starts, chance.choice((near, far))), chance.choice((0.0, 0.15))
    for _ in range(chance.randrange(3, 30)):
        level = max(0.0, level + chance.choice((-0.08, 0.05, 0.12)))
        yield Word(at, chance.choice((round(level, 2),) * 6 + (None, 99.0)))
        at += MINUTE * chance.choice((5, 10, 10, 45))
        if at >= when.ends:
            return
