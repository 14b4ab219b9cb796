"""lightctl lights a city: it decides every lamp's level, proves that the lamp did it, and accounts for the energy."""

__version__ = "0.1.0"
