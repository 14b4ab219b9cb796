"""config/accounts.yaml: baselines, tariffs and grid factors, each dated and sourced."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from lightctl.core.accounts import Accounts, Baseline, GridFactor, OldSwitching, Tariff
from lightctl.site.anchors import Moment
from lightctl.site.words import Amount, ClockTime, Date, FileModel, Id, Share, Text


class HalfNight(FileModel):
    """The share of old lamps that was off between two times."""

    from_: ClockTime = Field(alias="from")
    to: ClockTime
    share: Share


class BaselineRow(FileModel):
    """What one old installation used; a later row of the same id replaces it from its date on."""

    id: Id
    title: Text
    since: Date
    lamp_w: Amount
    ballast_w: Amount
    on: Moment
    off: Moment
    half: HalfNight | None = None
    availability: Share
    author: Text
    evidence: Text

    def to_baseline(self) -> Baseline:
        """As core knows it."""
        half = self.half
        old = OldSwitching(
            self.on,
            self.off,
            half.from_ if half else None,
            half.to if half else None,
            half.share if half else Decimal(0),
        )
        return Baseline(
            id=self.id,
            title=self.title,
            since=self.since,
            lamp_w=self.lamp_w,
            ballast_w=self.ballast_w,
            switching=old,
            availability=self.availability,
            author=self.author,
            evidence=self.evidence,
        )


class TariffRow(FileModel):
    """The price of a kWh from a date on."""

    since: Date
    price_vnd_per_kwh: Amount
    vat_percent: Annotated[Amount, Field(le=100)]
    source: Text


class GridFactorRow(FileModel):
    """Tonnes of CO2 per MWh from a date on."""

    since: Date
    t_co2_per_mwh: Annotated[Amount, Field(le=3)]
    source: Text


class AccountsFile(FileModel):
    """Everything a figure in money or carbon rests on."""

    baselines: list[BaselineRow] = []
    tariffs: list[TariffRow] = []
    grid_factors: list[GridFactorRow] = []

    def to_accounts(self) -> Accounts:
        """As core knows it."""
        return Accounts(
            tuple(row.to_baseline() for row in self.baselines),
            tuple(Tariff(r.since, r.price_vnd_per_kwh, r.vat_percent, r.source) for r in self.tariffs),
            tuple(GridFactor(r.since, r.t_co2_per_mwh, r.source) for r in self.grid_factors),
        )
