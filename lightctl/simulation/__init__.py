"""The city's devices, alive: lamps, cabinets and concentrators that answer as the real ones would."""

from lightctl.simulation.city import City, began_at
from lightctl.simulation.sensors import SensedCity, SensorsFeed
from lightctl.simulation.serving import read_addresses, serve_memory, serve_sockets
from lightctl.simulation.sky import Sky, SkyFeed
from lightctl.simulation.traffic import Streets, StreetsFeed
from lightctl.simulation.truth import CabinetNow, LampNow, Recorder, Truth

__all__ = [
    "CabinetNow",
    "City",
    "LampNow",
    "Recorder",
    "SensedCity",
    "SensorsFeed",
    "Sky",
    "SkyFeed",
    "Streets",
    "StreetsFeed",
    "Truth",
    "began_at",
    "read_addresses",
    "serve_memory",
    "serve_sockets",
]
