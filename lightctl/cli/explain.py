"""`lightctl explain`: why a lamp is as it is now, or as it was."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import clock_time, percent, say_json
from lightctl.errors import TargetError

if TYPE_CHECKING:
    from lightctl.store import History

WORDS = {
    "en": {
        "head": "{lamp}: {level}, decided at {at}",
        "holds": "It holds until {until} unless something changes.",
        "held": "It was to hold until {until} unless something changed.",
        "lamp": "The lamp itself: {state}, measured {measured}{heard}.",
        "heard": ", last heard at {at}",
    },
    "vi": {
        "head": "{lamp}: {level}, quyết định lúc {at}",
        "holds": "Giữ đến {until} nếu không có gì thay đổi.",
        "held": "Dự kiến giữ đến {until} nếu không có gì thay đổi.",
        "lamp": "Thực tế tại đèn: {state}, đo được {measured}{heard}.",
        "heard": ", tin cuối lúc {at}",
        "verified": "đã xác nhận",
        "sent": "đã gửi lệnh",
        "accepted": "đã nhận lệnh",
        "differs": "khác với lệnh",
        "silent": "không trả lời",
        "unpowered": "chưa có điện",
        "unknown": "chưa rõ",
        "in-effect": "đã thực hiện",
    },
}


@click.command()
@click.argument("lamp")
@click.option("--at", default=None, metavar="ISO", help="A past instant, from history; needs no daemon.")
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en", show_default=True)
@json_option
@state_option
@site_option
def explain(site: Path, state: Path | None, as_json: bool, lamp: str, at: str | None, lang: str) -> None:
    """Tell every reason of a lamp's level, now or at a past instant.

    The past is told as it was decided, with the age of its inputs then, and recomputed by the site
    that ruled then: it agrees, or explain says from which reason on it differs.

    Example: lightctl explain thd-001 --at 2026-11-20T23:30
    """
    directory = daemon_of(site, state)
    if at is None:
        story = Client(directory).get("/explain", lamp=lamp, lang=lang)
    else:
        story = past(site, directory, lamp, at, lang)
    if as_json:
        say_json(story)
        return
    click.echo("\n".join(lines(story, lang, past=at is not None)))


def lines(story: dict[str, Any], language: str, *, past: bool) -> list[str]:
    """The story as a person reads it."""
    words = WORDS[language]
    at = story["at"][:19].replace("T", " ")
    told = [words["head"].format(lamp=story["lamp"], level=_percent(story["level"], language), at=at)]
    told += [f"  {number}. {sentence}" for number, sentence in enumerate(story["told"], start=1)]
    told.append("  " + words["held" if past else "holds"].format(until=story["valid_until"][11:16]))
    if not past:
        state, at = words.get(story["state"], story["state"]), story.get("heard")
        heard = words["heard"].format(at=clock_time(at)) if at else ""
        measured = _percent(story["measured"], language)
        told.append("  " + words["lamp"].format(state=state, measured=measured, heard=heard))
    told += [f"  {note}" for note in story.get("notes", ())]
    return told


def _percent(level: float | None, language: str) -> str:
    said = percent(level)
    return said.replace(" %", "%").replace(".", ",") if language == "vi" else said


def past(site: Path, state: Path, lamp: str, at: str, language: str) -> dict[str, Any]:
    """The stored decision that ruled a lamp at an instant; raises TargetError where there is none."""
    from lightctl.cli.clocks import instant
    from lightctl.cli.retold import retold
    from lightctl.core.telling import tell
    from lightctl.store import History

    with History.open(state) as history:
        when = instant(at, history.zone)
        name, recorded = _ruling(site, state, history, lamp, when)
    decision = recorded.decision
    return {
        "lamp": name, "at": decision.at.astimezone(history.zone).isoformat(), "level": decision.level,
        "valid_until": decision.valid_until.astimezone(history.zone).isoformat(),
        "told": tell(decision, language, history.zone),
        "reasons": [
            {"layer": r.layer, "rule": r.rule, "level": r.level, "facts": dict(r.facts)}
            for r in decision.reasons
        ],
        "measured": None, "state": "", "site": recorded.site, "version": recorded.version,
        **retold(recorded, state, when, language, history.zone),
    }  # fmt: skip


def _ruling(site: Path, state: Path, history: "History", lamp: str, at: datetime) -> tuple[str, Any]:
    """The lamp's own decision, or its group's where that is newer."""
    name = lamp.removeprefix("lamp:")
    own = history.decision_at(name, at)
    group = _group_of(site, state, name)
    shared = history.decision_at(group, at) if group else None
    found = max((row for row in (own, shared) if row), key=lambda row: row.decision.at, default=None)
    if found is None:
        raise TargetError(f"nothing was decided about {lamp} by {at.isoformat(timespec='minutes')}")
    return name, found


def _group_of(site: Path, state: Path, lamp: str) -> str:
    from lightctl.cli.readable import readable_site
    from lightctl.core.commands import Scope
    from lightctl.core.target import parse_target

    plant = readable_site(site, state).plant
    target = parse_target(f"lamp:{lamp}", plant)
    return plant.lamps[target.id].group if target.scope is Scope.LAMP else ""
