"""What may be asked of the API; unknown fields are refused."""

from pydantic import BaseModel, ConfigDict, Field


class Ask(BaseModel):
    """Nothing but the declared fields."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SetAsk(Ask):
    """Hold a target at a level for a time, two hours unless told."""

    target: str
    level: float
    minutes: float = 120.0
    reason: str = Field(default="")
    below_floor: bool = False
    emergency: bool = False


class ResumeAsk(Ask):
    """End the overrides on that very target or, with `everything`, on all that lies in it."""

    target: str
    reason: str = ""
    everything: bool = False


class SceneStartAsk(Ask):
    """Start a scene; as long as is usual, unless told."""

    scene: str
    minutes: float | None = None
    reason: str = ""
    below_floor: bool = False


class SceneStopAsk(Ask):
    """Stop a scene."""

    scene: str
    reason: str = ""


class LockoutAsk(Ask):
    """Keep a circuit, or all circuits of a cabinet, dead; `accept`: the target is what is proposed."""

    target: str
    crew: str
    reason: str
    accept: bool = False


class RefuseAsk(Ask):
    """Refuse what is proposed by the name of a circuit or a station, for as long as this flood lasts."""

    target: str
    reason: str


class ReleaseAsk(Ask):
    """Take a lockout back."""

    target: str
    reason: str
