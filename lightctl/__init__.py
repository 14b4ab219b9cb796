"""lightctl lights a city: decides every lamp's level, proves it was reached, accounts for the energy."""

__version__ = "0.1.0"
