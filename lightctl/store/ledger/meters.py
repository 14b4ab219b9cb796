"""Where a cabinet meter's counter starts again, as its driver tells."""

from lightctl.core.plant import Cabinet
from lightctl.site.model import Site
from lightctl.wire.driver import Driver, Encoding, Kind, Point

_BITS = {Encoding.UINT16: 16, Encoding.UINT32: 32, Encoding.UINT64: 64}
_DWH = {"Wh": 10, "kWh": 10_000, "MWh": 10_000_000}


def meter_modulus(site: Site, cabinet: Cabinet) -> int | None:
    """The counter's modulus in 0.1 Wh; None where the driver does not tell."""
    address = cabinet.meter or cabinet.address
    driver = site.drivers.get(address.driver)
    return None if driver is None else modulus_of(driver)


def modulus_of(driver: Driver) -> int | None:
    """As above, of one driver."""
    point = driver.readable(Kind.ENERGY)
    return None if point is None else _modulus(point)


def _modulus(point: Point) -> int | None:
    bits, dwh = _BITS.get(point.encoding), _DWH.get(point.unit)
    if bits is None or dwh is None:
        return None
    return round((1 << bits) * point.scale / point.divisor * dwh)
