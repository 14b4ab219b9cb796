"""Whole nights in virtual time: the real daemon, the simulated city, and an oracle that knows neither."""
