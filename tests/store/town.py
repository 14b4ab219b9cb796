"""A town small enough to account by hand: old lamps burned 18:00–06:00, half of them 22:00–05:00."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from lightctl.core.accounts import Accounts, Baseline, GridFactor, OldSwitching, Tariff
from lightctl.core.place import Place
from lightctl.core.plant import (
    Cabinet,
    Circuit,
    Concentrator,
    DeviceAddress,
    Fitted,
    Lamp,
    Luminaire,
    Plant,
    Street,
)  # fmt: skip
from lightctl.core.profile import Anchor
from lightctl.core.schedule import Schedule
from lightctl.core.units import Level, Watts
from lightctl.site.model import Polling, Settings, Site, TimeSeriesSink, TrafficSource, WeatherSource
from tests.store.test_commands import SAIGON

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SWITCHING = OldSwitching(
    Anchor(clock=time(18)), Anchor(clock=time(6)), time(22), time(5), half_share=Decimal("0.5")
)  # fmt: skip
OLD = Baseline(
    "hps-250", "250 W sodium", date(2020, 1, 1), Decimal(250), Decimal(28), SWITCHING,
    availability=Decimal("0.95"), author="Lan", evidence="assumed",
)  # fmt: skip
ACCOUNTS = Accounts(
    (OLD,),
    (Tariff(date(2025, 5, 10), Decimal(2226), Decimal(8), "Decision 1279"),),
    (GridFactor(date(2023, 1, 1), Decimal("0.6592"), "DCC 2023"),),
)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """An instant of 2026 in the town's time."""
    return datetime(2026, month, day, hour, minute, tzinfo=SAIGON).astimezone(UTC)


def lamp(name: str, cabinet: str, street: str, *, dimmable: bool = True) -> Lamp:
    fitted = (Fitted(date(2024, 1, 1), "led-100"),)
    return Lamp(name, name, street, street, f"{cabinet}-1", cabinet, fitted,
                concentrator=f"dcu-{cabinet}" if dimmable else "", slot=1)  # fmt: skip


def cabinet(name: str, street: str, *, metered: bool = True) -> Cabinet:
    address = DeviceAddress("cabinets/none", "tcp-1", 1)
    return Cabinet(name, name, street, address, (Circuit(f"{name}-1", name, 1),), metered=metered)


def town(lamps: list[Lamp], cabinets: list[Cabinet], accounts: Accounts = ACCOUNTS) -> Site:
    plant = Plant(
        lines={}, groups={}, places={},
        streets={s: Street(s, s.title(), "M3", 900.0, Level(30.0), "hps-250") for s in ("thd", "le-loi")},
        cabinets={c.id: c for c in cabinets},
        concentrators={
            f"dcu-{c.id}": Concentrator(f"dcu-{c.id}", c.id, c.address) for c in cabinets
        },
        lamps={one.id: one for one in lamps},
        luminaires={"led-100": Luminaire("led-100", "LED 100 W", ((10.0, 12.0), (100.0, 100.0)), Watts(0.5),
                                         Level(10.0), "assumed")},
    )  # fmt: skip
    place = Place(10.5359, 106.4137, SAIGON)
    sources = (Polling(), TrafficSource(), WeatherSource(), TimeSeriesSink())
    settings = Settings("town", "Town", place, ("en",), *sources)
    return Site(Path(), settings, plant, {}, {}, Schedule(()), accounts, "digest", origins())


def origins() -> Mapping[str, str]:
    return {}


def one_street() -> Site:
    """Cabinet td-1 feeds two lamps of the street thd."""
    return town([lamp("l-1", "td-1", "thd"), lamp("l-2", "td-1", "thd")], [cabinet("td-1", "thd")])
