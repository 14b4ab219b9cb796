"""The sections of a driver file for devices that do not speak Modbus."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from lightctl.site.topic_checks import check_paths, check_topics
from lightctl.site.words import Duration, FileModel, Positive, Text
from lightctl.wire.frame_rules import FrameRules
from lightctl.wire.topic_rules import TopicRules

StatusBit = Annotated[int, Field(ge=0, le=31)]
FrameBit = Annotated[int, Field(ge=0, le=15)]
"""A lamp's status is two bytes in a frame."""


class FramesRow(FileModel):
    """A concentrator on a framed serial line."""

    lamps: int = Field(ge=1, le=1000)
    groups: int = Field(0, ge=0, le=64)
    payload_bytes: int = Field(240, ge=16, le=250)
    power_divisor: Positive = 10.0
    energy_scale: Positive = 1.0
    status: dict[FrameBit, Text] = {}

    def to_rules(self) -> FrameRules:
        """As the wire knows it."""
        return FrameRules(
            lamps=self.lamps,
            groups=self.groups,
            payload_bytes=self.payload_bytes,
            power_divisor=self.power_divisor,
            energy_scale=self.energy_scale,
            status=self.status,
        )


class TopicsRow(FileModel):
    """Lamp nodes behind a broker."""

    command: Text
    state: Text
    paths: dict[str, Text] = Field(min_length=1)
    lifetime: Duration = timedelta(seconds=60)
    report: Duration = timedelta(minutes=5)
    status: dict[StatusBit, Text] = {}

    @model_validator(mode="after")
    def _sound(self) -> Self:
        check_topics(self.command, self.state)
        check_paths(self.paths)
        return self

    def to_rules(self) -> TopicRules:
        """As the wire knows it."""
        return TopicRules(
            command=self.command,
            state=self.state,
            paths=self.paths,
            lifetime_s=self.lifetime.total_seconds(),
            report_s=self.report.total_seconds(),
            status=self.status,
        )
