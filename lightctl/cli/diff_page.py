"""A difference of two sites as a page and as data; money is an estimate and says so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

from lightctl.core.units import Level
from lightctl.core.words import counted
from lightctl.rehearsal import By, Known, rehearse
from lightctl.site.diff import Brief, Difference, NightChange
from lightctl.site.diff_stretches import Stretch
from lightctl.site.model import Site

ESTIMATE = "estimated by power curve and plan alone: no sensors, commands, losses or failures"
NOTHING = Decimal(0)
_WIDE = 110
_TIED = "\N{NO-BREAK SPACE}"


_Figures = tuple[Decimal, Decimal | None]
"""Energy (kWh) and cost (VND with VAT) of one night; no cost where the site declares no tariff."""


@dataclass(frozen=True, slots=True)
class Money:
    """Energy (kWh) and cost (VND with VAT) of one night, before and after; no cost where one is not known."""

    kwh: tuple[Decimal, Decimal]
    vnd: tuple[Decimal, Decimal] | None


def of_night(old: Site, new: Site, night: date) -> dict[str, Money]:
    """By street id, and under "" the whole city; each site with its own tariff."""
    before, after = (_figures(site, night) for site in (old, new))
    empty: _Figures = NOTHING, NOTHING
    return {
        street: _between(before.get(street, empty), after.get(street, empty))
        for street in dict.fromkeys((*after, *before))
    }


def _between(before: _Figures, after: _Figures) -> Money:
    (kwh, vnd), (kwh_after, vnd_after) = before, after
    return Money((kwh, kwh_after), None if vnd is None or vnd_after is None else (vnd, vnd_after))


def _figures(site: Site, night: date) -> dict[str, _Figures]:
    done = rehearse(site, night, night, By.STREET, Known())
    rows = {street: (_kwh(sums.used_wh), sums.cost_vnd) for street, sums in done.rows.items()}
    return {**rows, "": (_kwh(done.total.used_wh), done.total.cost_vnd)}


def _kwh(wh: float) -> Decimal:
    return (Decimal(round(wh)) / 1000).quantize(Decimal("0.01"))


def lines(change: Difference, money: Mapping[str, Money], site: Site) -> list[str]:
    """The page."""
    if change.empty:
        return [f"nothing would change: site {change.new[:12]} is the one that rules"]
    zone = site.settings.place.zone
    head = f"night of {change.night}: site {change.old[:12]} → {change.new[:12]}"
    told = [head]
    for streets in _alike(change.nights):
        told += _streets(streets, money, zone)
    if not change.nights:
        told.append("no street's plan changes that night")
    told += ["", *_total(change, money)]
    if change.rules:
        told += ["", "taken over by a reload:", *(f"  {rule}" for rule in change.rules)]
    if change.restart:
        told += ["", "RESTART NEEDED, a reload would be refused:", *(f"  {need}" for need in change.restart)]
    return told


_Rows = list[NightChange]
"""All groups of one street whose night changes."""


def _alike(nights: Sequence[NightChange]) -> Iterator[list[_Rows]]:
    """Streets by street; those whose only change is the same are told together."""
    by_street: dict[str, _Rows] = {}
    for row in nights:
        by_street.setdefault(row.street, []).append(row)
    together: dict[object, list[_Rows]] = {}
    for street, rows in by_street.items():
        one = rows[0]
        whole = len(rows) == 1 and one.groups == (street,)
        key = (one.before, one.after, one.stretches, one.moments) if whole else street
        together.setdefault(key, []).append(rows)
    yield from together.values()


def _streets(streets: list[_Rows], money: Mapping[str, Money], zone: ZoneInfo) -> Iterator[str]:
    for row in streets[0]:
        yield ""
        yield from _named([rows[0] for rows in streets]) if len(streets) > 1 else [_group(row)]
        yield from _changed(row, zone)
    costs = [money[rows[0].street] for rows in streets if rows[0].street in money]
    if costs:
        whose = "whole street" if len(streets) == 1 else f"all {len(streets)} streets"
        yield f"  {whose}: {_money(_sum(costs))}"


def _named(rows: _Rows) -> Iterator[str]:
    """Several streets in lines of their names."""
    lamps = sum(row.lamps for row in rows)
    names = ", ".join(row.name.replace(" ", _TIED) for row in rows)
    head = f"{len(rows)} streets, {lamps:,} lamps: {names}"
    yield from (line.replace(_TIED, " ") for line in wrap(head, _WIDE, subsequent_indent="    "))


def _group(row: NightChange) -> str:
    groups = ", ".join(row.groups[:5]) + "…" * (len(row.groups) > 5)
    which = "" if row.groups == (row.street,) else f", group{'s' * (len(row.groups) != 1)} {groups}"
    return f"{row.name} ({row.street}{which}): {counted(row.lamps, 'lamp')}"


def _changed(row: NightChange, zone: ZoneInfo) -> Iterator[str]:
    if row.before is None or row.after is None:
        yield "  new" if row.before is None else "  gone"
    elif row.before != row.after:
        yield f"  {_brief(row.before, zone)}"
        yield f"  → {_brief(row.after, zone)}"
    for one in row.stretches:
        span = f"{_clock(one.start, zone)}–{_clock(one.end, zone)}"
        yield f"  {span}  {_levels(one.before)} → {_levels(one.after)}"
    if row.moments:
        many = "once" if row.moments == 1 else f"{row.moments} times"
        yield f"  {'besides, ' * bool(row.stretches)}{many} another level for a minute or less"


def _sum(costs: Sequence[Money]) -> Money:
    vnd = [one.vnd for one in costs if one.vnd is not None]
    return Money(_added([one.kwh for one in costs]), _added(vnd) if len(vnd) == len(costs) else None)


def _added(pairs: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    return sum((before for before, _ in pairs), NOTHING), sum((after for _, after in pairs), NOTHING)


def _total(change: Difference, money: Mapping[str, Money]) -> list[str]:
    lamps = sum(row.lamps for row in change.nights)
    return [f"{lamps:,} lamps change; city: {_money(money[''])}", f"  {ESTIMATE}"]


def _brief(brief: Brief, zone: ZoneInfo) -> str:
    hours = f"{_clock(brief.on, zone)} to {_clock(brief.off, zone)}" if brief.on else "no light"
    return f"{brief.profile}, {hours}, never below {brief.floor:g} %"


def _clock(instant: datetime | None, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%H:%M") if instant else "–"


def _levels(span: tuple[Level, Level]) -> str:
    low, high = span
    return f"{low:g} %" if low == high else f"{low:g}–{high:g} %"


def _money(money: Money) -> str:
    kwh, after = money.kwh
    told = f"{kwh:,} → {after:,} kWh ({after - kwh:+,})"
    if money.vnd is None:
        return told
    vnd, after = money.vnd
    return f"{told}, {vnd:,.0f} → {after:,.0f} đ ({after - vnd:+,.0f})"


def as_data(change: Difference, money: Mapping[str, Money], site: Site) -> dict[str, Any]:
    """The same for programs; instants are local, energy and money are decimals as text."""
    zone = site.settings.place.zone
    return {
        "changed": not change.empty, "before": change.old, "after": change.new,
        "night": change.night.isoformat(),
        "nights": [_row(row, zone) for row in change.nights],
        "money": {street or "city": _pair(row) for street, row in money.items()},
        "estimate": ESTIMATE, "rules": list(change.rules), "restart": list(change.restart),
    }  # fmt: skip


def _row(row: NightChange, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "street": row.street, "name": row.name, "groups": list(row.groups), "lamps": row.lamps,
        "before": _plain(row.before, zone), "after": _plain(row.after, zone),
        "levels": [_stretch(one, zone) for one in row.stretches], "moments": row.moments,
    }  # fmt: skip


def _plain(brief: Brief | None, zone: ZoneInfo) -> dict[str, Any] | None:
    if brief is None:
        return None
    on, off = _iso(brief.on, zone), _iso(brief.off, zone)
    return {"profile": brief.profile, "on": on, "off": off, "floor": brief.floor}


def _stretch(one: Stretch, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "from": _iso(one.start, zone), "to": _iso(one.end, zone), "before": list(one.before),
        "after": list(one.after),
    }  # fmt: skip


def _iso(instant: datetime | None, zone: ZoneInfo) -> str | None:
    return instant.astimezone(zone).isoformat(timespec="seconds") if instant else None


def _pair(money: Money) -> dict[str, list[str] | None]:
    vnd = None if money.vnd is None else [f"{vnd:.0f}" for vnd in money.vnd]
    return {"kwh": [str(kwh) for kwh in money.kwh], "vnd": vnd}
