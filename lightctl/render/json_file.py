"""The savings report as JSON: amounts as strings of decimals, instants in UTC."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from lightctl.figures import Headline, Period, SavingsReport, SavingsRow, SavingsTable
from lightctl.figures.checks import CabinetCheck
from lightctl.figures.columns import Columns
from lightctl.figures.rows import Gap
from lightctl.render.facts import Facts, flags

Json = dict[str, Any]


def savings_json(report: SavingsReport, facts: Facts) -> str:
    """One object; a refused headline carries no saving."""
    whole = {
        "site": facts.site,
        "made": _instant(facts.made),
        "simulated": facts.simulated,
        **period_data(report.period),
        "headline": _headline(report.headline),
        "by_street": _table(report.by_street, facts),
        "by_day": _table(report.by_day, facts),
        "by_month": _table(report.by_month, facts),
        "cabinets": [_check(check, facts) for check in report.cabinets],
        "estimated": [
            {
                "cabinet": one.cabinet,
                "used_kwh": one.kwh.attributed,
                "saved_kwh": one.saved,
                "known_hours": one.coverage.known,
                "hours_of_light": one.coverage.hours,
            }
            for one in report.estimated
        ],
        "gaps": [_gap(gap) for gap in report.gaps],
        "tested_kwh": report.tested_kwh,
        "decided_by": [{"site": s, "version": v, "decisions": n} for s, v, n in facts.editions],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_plain)


def period_data(period: Period) -> Json:
    """Which days were asked for, which of them must be covered, and how many the ledger lacks."""
    return {
        "first": period.first.isoformat(), "last": period.last.isoformat(),
        "covered": [day.isoformat() for day in period.covered or ()], "days_asked": period.asked,
        "days_missing": period.missing, "cabinets_missing": list(period.unheard),
    }  # fmt: skip


def _headline(headline: Headline) -> Json:
    total = headline.total
    known: Json = {"coverage": total.coverage.share, "coverage_needed": headline.coverage_needed}
    if headline.refused:
        return {**known, "refused": True}
    return {
        **known, "refused": False, "saved_kwh": total.kwh.saved, "saved_percent": total.saved_percent,
        "saved_kwh_band": headline.saved_kwh_band, "saved_vnd": total.vnd.saved,
        "saved_co2_kg": total.co2_kg.saved,
    }  # fmt: skip


def _table(table: SavingsTable, facts: Facts) -> Json:
    rows = [{"key": row.key, "name": facts.name(row.key), **_row(row)} for row in table.rows]
    return {"rows": rows, "total": _row(table.total)}


def _row(row: SavingsRow) -> Json:
    units = {"kwh": row.kwh, "net_vnd": row.net_vnd, "vat_vnd": row.vat_vnd, "co2_kg": row.co2_kg}
    return {
        **{unit: None if row.blank else _columns(columns) for unit, columns in units.items()},
        "known_hours": row.coverage.known,
        "hours_of_light": row.coverage.hours,
        "notes": flags(row.quality),
    }


def _columns(columns: Columns) -> Json:
    return {
        name: getattr(columns, name)
        for name in ("base_full_night", "base", "metered", "swap", "switching", "dimming", "saved")
    }


def _check(check: CabinetCheck, facts: Facts) -> Json:
    return {
        "cabinet": check.cabinet, "name": facts.name(check.cabinet), "metered_kwh": check.kwh.metered,
        "attributed_kwh": check.kwh.attributed, "unattributed_kwh": check.kwh.unattributed, "k": check.k,
        "odd": check.odd, "unknown_hours": check.unknown_hours, "notes": flags(check.quality),
    }  # fmt: skip


def _gap(gap: Gap) -> Json:
    return {"cabinet": gap.cabinet, "from": _instant(gap.since), "to": _instant(gap.until),
            "passed_kwh": gap.passed_kwh}  # fmt: skip


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no place in a report")
