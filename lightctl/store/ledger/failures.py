"""Which status bits of a lamp mean that it does not light, as its driver names them."""

from lightctl.core.plant import Lamp
from lightctl.site.model import Site
from lightctl.store.records import FAILED
from lightctl.wire.driver import Driver, Kind
from lightctl.wire.node_points import with_points

_FAILURES = frozenset({"lamp-failed", "driver-failed"})


def failed_mask(site: Site, lamp: Lamp) -> int:
    """The bits of this lamp's answers; FAILED alone where its driver does not tell."""
    concentrator = site.plant.concentrators.get(lamp.concentrator)
    address = lamp.direct or (concentrator.address if concentrator else None)
    driver = site.drivers.get(address.driver) if address else None
    return FAILED if driver is None else mask_of(driver)


def mask_of(driver: Driver) -> int:
    """As above, of one driver."""
    point = with_points(driver).readable(Kind.LAMP_STATUS)
    if point is None:
        return FAILED
    return sum(1 << bit for bit, name in point.bits.items() if name in _FAILURES)
