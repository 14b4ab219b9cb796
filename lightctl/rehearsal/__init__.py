"""Nights computed without devices: what plans, recordings and power curves say, never what was measured."""

from lightctl.rehearsal.known import Known, Recordings, known_of
from lightctl.rehearsal.notes import LEFT_OUT, Note
from lightctl.rehearsal.rehearse import By, Rehearsal, rehearse
from lightctl.rehearsal.sums import BANDS, Sums

__all__ = [
    "BANDS",
    "LEFT_OUT",
    "By",
    "Known",
    "Note",
    "Recordings",
    "Rehearsal",
    "Sums",
    "known_of",
    "rehearse",
]
