"""Which rule takes which night, counted over a period; and rules that take none or change nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from lightctl.core.calendar import matches
from lightctl.core.lint import Remark, Weight
from lightctl.core.lint_dates import Outlook, outlook
from lightctl.core.schedule import Rule


@dataclass(slots=True)
class _Tally:
    """One rule's luck; groups are told by their representatives."""

    fits: set[str] = field(default_factory=set)
    """Groups on some night of which its conditions hold."""
    takes: set[str] = field(default_factory=set)
    """Groups some night of which it rules."""
    losses: dict[str, set[int]] = field(default_factory=dict)
    """Group → earlier rules that took nights which this one fits."""
    matters: bool = False
    """Without it some night would have another profile, or none."""
    falls_back: bool = False
    """Without it some night would have none: it is no rule for special nights, whatever its conditions."""


class Choices:
    """Chooses like the schedule does, and remembers."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._tallies = [_Tally() for _ in rules]

    def choose(self, group: str, night: date) -> Rule | None:
        """The first rule that holds; None where none does."""
        fitting = [i for i, rule in enumerate(self._rules) if matches(rule, group, night)]
        if not fitting:
            return None
        first, *others = fitting
        self._tallies[first].takes.add(group)
        for i in fitting:
            self._tallies[i].fits.add(group)
        for i in others:
            self._tallies[i].losses.setdefault(group, set()).add(first)
        self._tallies[first].falls_back |= not others
        if not others or self._rules[others[0]].profile != self._rules[first].profile:
            self._tallies[first].matters = True
        return self._rules[first]

    def remarks(self, first: date, last: date) -> Iterator[tuple[Remark, set[str]]]:
        """What the period showed of each rule, and the groups it concerns."""
        for rule, tally in zip(self._rules, self._tallies, strict=True):
            subject = subject_of(rule.profile)
            if not tally.takes:
                yield self._never(rule, tally, subject, (first, last)), tally.fits
            elif not tally.matters:
                message = "changes nothing: later rules choose the same profile for all of its nights"
                advice = "leave it out, or name the profile that was meant"
                remark = Remark(Weight.WARNING, "duplicate-rule", rule.where, subject, message, advice)
                yield remark, tally.takes
            elif not rule.every_night and not tally.falls_back:
                yield from self._cancelled(rule, tally, subject)

    def _never(self, rule: Rule, tally: _Tally, subject: str, period: tuple[date, date]) -> Remark:
        weight, seen = Weight.WARNING, outlook(rule, *period)
        if tally.fits:
            takers = sorted({i for losses in tally.losses.values() for i in losses})
            by = ", ".join(self._rules[i].where for i in takers)
            message, advice = f"never chooses a night: {by} took them all", "move it up, or leave it out"
        elif seen is Outlook.TO_COME:
            weight, advice = Weight.NOTE, "nothing to do if these dates are meant"
            message = f"chooses no night yet: its nights come after {period[1]}, the last one looked at"
        elif seen is Outlook.OVER:
            message, advice = (
                "chooses no night any more: its nights are over",
                "remove it, or write nights to come",
            )
        else:
            message = "never chooses a night: its conditions hold together on none"
            advice = "look at its nights, weekdays and holidays, or leave it out"
        return Remark(weight, "unreached-rule", rule.where, subject, message, advice)

    def _cancelled(self, rule: Rule, tally: _Tally, subject: str) -> Iterator[tuple[Remark, set[str]]]:
        """Special nights that an ordinary rule before them takes away from some of their groups."""
        for group in sorted(tally.fits - tally.takes):
            takers = [self._rules[i] for i in sorted(tally.losses[group])]
            plain = [one.where for one in takers if one.every_night]
            if plain:
                message = (
                    f"cancelled for some of its groups by the rule at {plain[0]}, which stands before it"
                )
                advice = "rules for special nights stand before those for every night"
                told = f"{subject}, under {plain[0]}"
                yield Remark(Weight.WARNING, "cancelled-rule", rule.where, told, message, advice), {group}


def subject_of(profile: str) -> str:
    """How a rule is called."""
    return f"rule for profile {profile}"


def meaning_nobody(subject: str, where: str) -> Remark:
    """A rule or event whose targets have no lamp."""
    message, advice = "means nobody: no lamp stands in its targets", "look at for:, or leave it out"
    return Remark(Weight.WARNING, "unreached-rule", where, subject, message, advice)


def uncovered(rules: Sequence[Rule]) -> Remark:
    """A night without a rule, told at the schedule's end."""
    where = rules[-1].where if rules else "schedules"
    message, advice = "no rule chooses a profile", "end the schedule with a rule without conditions"
    return Remark(Weight.REFUSED, "night-without-rule", where, "schedule", message, advice)
