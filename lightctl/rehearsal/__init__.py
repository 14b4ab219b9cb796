"""Nights computed without devices: what plans, recordings and power curves say, never what was measured."""

from lightctl.rehearsal.known import Known, known_of
from lightctl.rehearsal.rehearse import By, Rehearsal, rehearse
from lightctl.rehearsal.sums import BANDS, Sums

__all__ = ["BANDS", "By", "Known", "Rehearsal", "Sums", "known_of", "rehearse"]
