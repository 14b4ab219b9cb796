"""Bytes and registers: what a device's words mean, with no connection in sight."""
