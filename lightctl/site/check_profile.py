"""A profile by itself and under the site's own sun: its steps follow each other inside the lit hours."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from lightctl.core.anchors import instant_of, lit_hours
from lightctl.core.place import Place
from lightctl.core.profile import Anchor, Profile, Step
from lightctl.core.sun import Sun
from lightctl.site.parse import Parsed
from lightctl.site.problems import Problems, Spot
from lightctl.site.profile_file import ProfileFile

PROBES = tuple(date(2026, month, 21) for month in range(1, 13))
"""Nights on which moments are compared: a profile must make sense in every month."""
WEEKS = tuple(date(2026, 1, 5) + timedelta(days=7 * i) for i in range(53))
"""Where one end stands still and the other moves with the sun, they are compared every week."""


def check_profile(parsed: Parsed[ProfileFile], sun: Sun, problems: Problems) -> None:
    """Note what no night can make sense of; a profile that lost refused rows is not judged further."""
    if parsed.dropped:
        return
    _levels(parsed, problems)
    profile = parsed.model.to_profile()
    if _has_hours(parsed, profile, sun, problems):
        _order(parsed, "plan", profile.plan, profile, sun, problems)
        _order(parsed, "least", profile.least, profile, sun, problems)


def _levels(parsed: Parsed[ProfileFile], problems: Problems) -> None:
    model = parsed.model
    for section, rows in (("plan", model.plan), ("least", model.least)):
        levels = [(i, row.percent) for i, row in enumerate(rows)]
        known = [(i, level) for i, level in levels if level is not None]
        for i, level in known:
            _level(parsed.spot(section, i, "level"), level, model, problems)
        if rows:
            _floor(parsed, section, [level for _, level in known if level > 0], problems)
        if rows and rows[0].at != "on":
            problems.error(parsed.spot(section, 0, "at"), f"{section} does not begin at on", 'at: "on"')
    for share, classes in (model.traffic.drops if model.traffic else {}).items():
        if not 0 < share < 1 or not 0 < classes <= 5:
            problems.error(
                parsed.spot("traffic", "drops", share),
                f"{share:g}: {classes} is no drop",
                "a share between 0 and 1, and 1 to 5 classes",
            )


def _level(spot: Spot, level: float, model: ProfileFile, problems: Problems) -> None:
    if level > model.full:
        problems.error(spot, f"level {level:g} is above full, {model.full:g}")
    if level == 0 and not model.dark_hours:
        problems.error(spot, "the street is dark within its lit hours", "say part_night: true if it is meant")


def _floor(parsed: Parsed[ProfileFile], section: str, lit: Sequence[float], problems: Problems) -> None:
    floor = parsed.model.floor
    if lit and floor > min(lit):
        message = f"floor {floor:g} is above {section}, which goes down to {min(lit):g}"
        problems.error(parsed.spot("floor"), message, "the floor would win and the plan would never be seen")


def _has_hours(parsed: Parsed[ProfileFile], profile: Profile, sun: Sun, problems: Problems) -> bool:
    for name, bounds in (("on", parsed.model.on), ("off", parsed.model.off)):
        if bounds.earliest and bounds.latest and in_night(bounds.earliest) > in_night(bounds.latest):
            problems.error(parsed.spot(name), f"{name} has its earliest after its latest")
            return False
    mixed = (profile.on.clock is None) != (profile.off.clock is None)
    for night in WEEKS if mixed else PROBES:
        if backwards(profile.on, profile.off, sun, night):
            if _skipped(profile, sun, night):
                continue
            spot = parsed.spot("on")
            if mixed:
                _morning_trap(spot, profile, sun, night, problems)
            else:
                message = f"on does not come before off (night of {night:%d %B})"
                problems.error(spot, message, "a night runs from noon to noon")
            return False
    return True


def _skipped(profile: Profile, sun: Sun, night: date) -> bool:
    """Whether such a night may do without: there is a minimum burning time, and on comes by daylight."""
    if not profile.minimum_on:
        return False
    events = sun.events(night)
    begins = instant_of(profile.on, sun.place, events, night)
    return begins is not None and events.dawn is not None and begins >= events.dawn


def _morning_trap(spot: Spot, profile: Profile, sun: Sun, night: date, problems: Problems) -> None:
    """Told with the first night on which it bites: a device with such a table would burn all day."""
    events = sun.events(night)
    on, off = (
        f"{at.astimezone(sun.place.zone):%H:%M}"
        for anchor in (profile.on, profile.off)
        if (at := instant_of(anchor, sun.place, events, night))
    )
    message = f"on at {on} does not come before off at {off} on the night of {night:%d %B}"
    hint = "bound it with latest or earliest, or let minimum_on skip mornings that are light already"
    problems.error(spot, f"{message}: a street would burn all day", hint)


def backwards(on: Anchor, off: Anchor, sun: Sun, night: date) -> bool:
    """Whether off does not come after on, though the sun goes down that night and gives both."""
    events = sun.events(night)
    begins, ends = (instant_of(anchor, sun.place, events, night) for anchor in (on, off))
    return events.always is None and begins is not None and ends is not None and begins >= ends


def in_night(clock: time) -> int:
    """Minutes from noon: the order of local times within a night."""
    return (clock.hour * 60 + clock.minute - 720) % 1440


def _order(
    parsed: Parsed[ProfileFile],
    section: str,
    steps: Sequence[Step],
    profile: Profile,
    sun: Sun,
    problems: Problems,
) -> None:
    """Each step comes after the one before in some month, and lies in the lit hours in some month."""
    tracks = [_track(steps, sun, night) for night in PROBES]
    for i in range(1, len(steps)):
        pairs = [(track[i - 1], track[i]) for track in tracks if track]
        spot = parsed.spot("dark") if parsed.model.dark else parsed.spot(section, i, "at")
        if pairs and all(now <= before for before, now in pairs):
            problems.error(
                spot, f"step {i + 1} of {section} does not come after step {i}", "steps stand in time order"
            )
            return
        if not any(
            _lit(profile, sun, night, track[i]) for night, track in zip(PROBES, tracks, strict=True) if track
        ):
            problems.error(spot, f"step {i + 1} of {section} is outside the lit hours on every night")
            return


def _track(steps: Sequence[Step], sun: Sun, night: date) -> list[datetime]:
    """The steps' instants; empty on a night on which the sun does not give one."""
    place: Place = sun.place
    events = sun.events(night)
    instants = [instant_of(step.at, place, events, night) for step in steps]
    return [at for at in instants if at] if all(instants) else []


def _lit(profile: Profile, sun: Sun, night: date, at: datetime) -> bool:
    hours = lit_hours(profile.on, profile.off, sun.place, sun.events(night), night)
    return hours is not None and hours[0] - timedelta(seconds=1) <= at < hours[1]
