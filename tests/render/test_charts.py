"""A bar is as long as what the old lamps would have used."""

from decimal import Decimal

from lightctl.figures.columns import Columns
from lightctl.figures.rows import Quality
from lightctl.figures.savings import Coverage, SavingsRow
from lightctl.render.charts import WIDTH, bars

D = Decimal


def row(metered: int, new_full: int, new_old: int, base: int) -> SavingsRow:
    kwh = Columns(D(metered), D(0), D(new_full), D(new_old), D(base))
    return SavingsRow("thd", False, kwh, kwh, kwh, kwh, Coverage(1, 1), Quality(0))


def lengths(one: SavingsRow, *others: SavingsRow) -> dict[str, D]:
    return {piece.kind: D(piece.length) for piece in bars([one, *others])[0].pieces}


def test_pieces_stand_end_to_end() -> None:
    (bar,) = bars([row(20, 30, 60, 100)])
    assert [(piece.kind, piece.start, piece.length) for piece in bar.pieces] == [
        ("metered", "0.0", "128.0"), ("dimming", "128.0", "64.0"), ("switching", "192.0", "192.0"),
        ("swap", "384.0", "256.0"),
    ]  # fmt: skip


def test_a_loss_shortens_the_savings() -> None:
    found = lengths(row(20, 60, 40, 100))
    assert found["switching"] == 0
    assert sum(found.values()) == WIDTH
    assert found["dimming"] / found["swap"] == D(40) / D(60)


def test_what_used_more_than_the_old_lamps_is_only_used() -> None:
    found = lengths(row(150, 90, 80, 100), row(20, 30, 60, 300))
    assert found == {"metered": D(320), "dimming": D(0), "switching": D(0), "swap": D(0)}


def test_nothing_draws_nothing() -> None:
    assert bars([]) == []
    assert set(lengths(row(0, 0, 0, 0)).values()) == {D(0)}
