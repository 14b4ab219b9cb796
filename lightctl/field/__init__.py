"""The street: devices as declared by drivers, one owner per line, and a board of what is known."""

from lightctl.field.board import Board
from lightctl.field.field import Field
from lightctl.field.reports import (
    BankSamples,
    CabinetReport,
    CircuitReport,
    DeviceReport,
    FieldEvent,
    LampReport,
    LampRow,
    LampState,
    MeterSample,
    PlanReport,
    PlanState,
)

__all__ = [
    "BankSamples",
    "Board",
    "CabinetReport",
    "CircuitReport",
    "DeviceReport",
    "Field",
    "FieldEvent",
    "LampReport",
    "LampRow",
    "LampState",
    "MeterSample",
    "PlanReport",
    "PlanState",
]
