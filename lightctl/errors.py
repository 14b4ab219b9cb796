"""Everything that can go wrong outside the program.

LightctlError
├── SiteError          what an engineer wrote is wrong; carries located problems
├── RestartNeeded      a reload is refused: wiring changed, or a command would lose its target
├── TargetError        a TARGET, level or time that an operator typed is wrong
├── Unreachable        no daemon answers on its socket
├── FieldError         survivable: a device or a line
│   ├── LinkDown       the connection is not open
│   ├── NoAnswer       nothing valid came back in time
│   ├── Refused        the device answered with an exception
│   └── BadFrame       bytes came back that cannot be the answer
├── FeedError          survivable: traffic or weather
└── StoreError         survivable: history or the time-series server

Anything else is a bug: it stops the daemon, and the service manager starts it again.
"""

from dataclasses import dataclass


class LightctlError(Exception):
    """Root of the tree; its text is a sentence for a person."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file an engineer wrote; line and column count from 1, 0 where unknown."""

    file: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}: {self.message}"
        return f"{text} ({self.hint})" if self.hint else text


class SiteError(LightctlError):
    """The site is refused whole; `problems` holds every mistake found, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RestartNeeded(LightctlError):
    """The site is valid, but a running daemon cannot take it over; `needs` says what for."""

    def __init__(self, needs: tuple[str, ...]) -> None:
        self.needs = needs
        super().__init__("nothing was reloaded: " + "; ".join(needs))


class TargetError(LightctlError):
    """An operator's words name nothing, or ask for what cannot be."""


class Unreachable(LightctlError):
    """No daemon answers on its socket."""


class FieldError(LightctlError):
    """A device or line failed; the cycle goes on without it."""


class LinkDown(FieldError):
    """The connection is closed or could not be opened."""


class NoAnswer(FieldError):
    """No valid answer came within the deadline."""


class Stranger(NoAnswer):
    """Another device than the declared one answers, so nothing it says counts."""


class Refused(FieldError):
    """The device answered with an exception; `code` is the Modbus exception code."""

    def __init__(self, message: str, code: int) -> None:
        self.code = code
        super().__init__(message)


class BadFrame(FieldError):
    """Bytes came back that are not the answer to what was asked."""


class FeedError(LightctlError):
    """A traffic or weather source failed or sent something that cannot be used."""


class StoreError(LightctlError):
    """History could not be written or read."""


class DoneUnstored(StoreError):
    """It is done, because safety did not let it wait, but it would not outlive a restart yet."""
