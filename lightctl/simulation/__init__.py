"""The city's devices, alive: lamps, cabinets and concentrators that answer as the real ones would."""
