"""Composition, supervision, the cycle: one daemon that lights one city."""
