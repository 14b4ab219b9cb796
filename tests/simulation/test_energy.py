"""The feeder's account equals the sum of its lamps, whatever happens to them and in whatever order."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.simulation.cabinet import OWN_W, CabinetTruth, DeviceClock
from lightctl.simulation.lamp import LampTruth, curve_watts
from lightctl.simulation.mains import WARM_UP_TAU_S, Mains
from tests.simulation.hand import LED


def cabinet(lamps: int = 3, swing: float = 3.0) -> CabinetTruth:
    supply = Mains(Random(5), volts=230, swing_percent=swing)
    truth = CabinetTruth("td", ["a", "b"], supply, DeviceClock(ahead_s=0, drift_ppm=0), counter_wh=0)
    for number in range(lamps):
        lamp = LampTruth(
            f"l{number}", LED, truth.account, spread=1 + 0.02 * number, boot_s=5, delay_s=1 + number
        )
        truth.circuits[number % 2].lamps.append(lamp)
    return truth


Event = tuple[float, str, int, float]
EVENTS = st.lists(
    st.tuples(
        st.floats(0.1, 900), st.sampled_from(["switch", "order", "die"]), st.integers(0, 2), st.floats(0, 100)
    ),
    max_size=25,
)


@given(EVENTS)
def test_the_meter_is_the_sum_of_the_lamps_and_the_cabinet_itself(events: list[Event]) -> None:
    truth = cabinet()
    lamps = [lamp for circuit in truth.circuits for lamp in circuit.lamps]
    t = 0.0
    for wait, what, which, level in events:
        t += wait
        truth.advance(t)
        if what == "switch":
            truth.switch(t, which % 2, level > 30)
        elif what == "order":
            truth.order(t, lamps[which], level)
        else:
            lamps[which].fail(t, level < 30)
    t += 100.0
    metered = truth.watt_hours(t)
    own = OWN_W * truth.mains.integral(t) / 3600
    assert metered == pytest.approx(own + sum(lamp.watt_seconds(t) for lamp in lamps) / 3600, rel=1e-9)
    assert truth.watts(t) == pytest.approx(
        OWN_W * truth.mains.factor(t) + sum(lamp.watts(t) for lamp in lamps), rel=1e-9
    )


def test_one_lamp_by_hand() -> None:
    truth = cabinet(lamps=1, swing=0.0)
    lamp = truth.circuits[0].lamps[0]
    truth.switch(1000.0, 0, True)
    truth.order(1010.0, lamp, 50.0)
    truth.advance(4000.0)
    truth.switch(4600.0, 0, False)
    # 11 s at 75 W until the order is obeyed at 1011 s, then 38 W until 4600 s, 3 % more fading in 300 s.
    assert lamp.wanted is None
    plain = 75.0 * 11 + 38.0 * (4600 - 1011)
    warm = 0.03 * WARM_UP_TAU_S * 38.0 + 0.03 * (75.0 - 38.0) * WARM_UP_TAU_S * (
        1 - 2.718281828 ** (-11 / 300)
    )
    # The extra is cut off after eight time constants, at 3400 s: 0.03 % of it is missing.
    assert lamp.watt_seconds(9000.0) == pytest.approx(plain + warm, abs=0.2)
    assert lamp.lit_seconds(9000.0) == 3600.0


def test_numeric_integration_of_power_gives_the_same_energy() -> None:
    truth = cabinet()
    truth.switch(0.0, 0, True)
    truth.switch(0.0, 1, True)
    total, step, t = 0.0, 1.0, 0.0
    while t < 3600:
        if t == 1200:
            for circuit in truth.circuits:
                for lamp in circuit.lamps:
                    truth.order(t, lamp, 30.0)
        truth.advance(t + step / 2)
        total += truth.watts(t + step / 2) * step / 3600
        t += step
    assert truth.watt_hours(3600.0) == pytest.approx(total, rel=1e-4)


def test_the_power_curve_is_linear_between_its_points_and_flat_outside() -> None:
    assert curve_watts(LED.power_curve, 30) == pytest.approx((9.5 + 38.0) / 2)
    assert curve_watts(LED.power_curve, 5) == 9.5
    assert curve_watts(LED.power_curve, 100) == 75.0
