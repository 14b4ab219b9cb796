"""Groups of a device: who stands where, and a write to one that takes light from none."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from lightctl.clock import RunningClock
from lightctl.core.units import Level
from lightctl.field.circuits import CircuitState
from lightctl.field.device import Surroundings
from lightctl.field.groups import Groups
from lightctl.field.lamps import LampTable
from lightctl.field.orders import Orders
from lightctl.wire.codec import decode
from lightctl.wire.driver import Access, Driver, Encoding, Kind, Point, Table
from tests.field.street import CONCENTRATOR, START, U16, W, lamp

MEMBERS = Point(
    "members",
    Table.HOLDING,
    500,
    U16,
    Access.READ_WRITE,
    Kind.GROUP_MEMBERS,
    low=0,
    high=65535,
    every="never",
)
GROUP = Point(
    "group", Table.HOLDING, 1, Encoding.UINT16, W, Kind.LEVEL_GROUP, low=0, high=100, count=4, every="never"
)
GROUPED = Driver(
    "concentrators/grouped", "one with groups", "modbus", "simulator", "ours",
    points=(*CONCENTRATOR.points, GROUP), bank=(*CONCENTRATOR.bank, MEMBERS), bank_size=32,
)  # fmt: skip
SIZE = 10


class Gateway:
    """What the lamps behind it were told, worked out from the write's address alone."""

    def __init__(self, masks: Mapping[int, int], told: Mapping[int, float]) -> None:
        self.masks = masks
        self.told = dict(told)

    def take(self, address: int, values: tuple[int, ...]) -> None:
        if address == 0:
            self.told = dict.fromkeys(self.told, values[0])
        elif address < 10:
            for slot, mask in self.masks.items():
                if mask >> address - 1 & 1:
                    self.told[slot] = values[0]
        else:
            for slot, value in enumerate(values, address - 10):
                if slot in self.told:
                    self.told[slot] = value


class Bench:
    """Ten lamps of one lighting group on a device that keeps groups, or on one that does not."""

    def __init__(self, *, groups: bool = True) -> None:
        driver = GROUPED if groups else CONCENTRATOR
        around = Surroundings(RunningClock(START), lambda: 0.0, lambda _event: None)
        circuit = CircuitState("c-1", lambda: None)
        lamps = [lamp(f"l-{slot}", "c-1", concentrator="dcu", slot=slot + 1) for slot in range(SIZE)]
        rows = [(slot, one, circuit) for slot, one in enumerate(lamps)]
        self.table = LampTable(driver, rows, around)
        self.groups = Groups(driver, {slot: one for slot, one, _ in rows})
        self.orders = Orders(driver, 1, self.table, self.groups)

    def settle(self, gateway: Gateway, wishes: list[int]) -> int:
        """Give all wishes and write until nothing is left; how many writes it took."""
        levels = self.table.levels
        for slot, wish in enumerate(wishes):
            levels.wish(slot, Level(wish), "test")
        writes = 0
        while slots := [slot for slot in levels.to_send(0.0) if levels.told[slot] != levels.aim[slot]]:
            before = dict(gateway.told)
            order = self.orders.next(slots, 0.0)
            gateway.take(order.request.address, order.request.values)
            for slot, level in gateway.told.items():
                assert level >= min(before[slot], wishes[slot]), "a write took light that the lamp needs"
                assert order.told.get(slot, level) == level
            levels.sent(order.told, 0.0)
            writes += 1
            assert writes <= SIZE + 2
        return writes


masks_of = st.dictionaries(st.integers(0, SIZE - 1), st.one_of(st.none(), st.integers(0, 15)))
wishes_of = st.lists(st.sampled_from([0, 20, 60, 61, 100]), min_size=SIZE, max_size=SIZE)


@given(masks_of, wishes_of, wishes_of)
def test_no_group_or_broadcast_ever_lowers_a_lamp_below_its_wish_and_all_end_where_they_should(
    told_masks: dict[int, int | None], first: list[int], second: list[int]
) -> None:
    bench, plain = Bench(), Bench(groups=False)
    known = {slot: told_masks.get(slot, 0) for slot in range(SIZE)}
    masks = {slot: 15 if mask is None else mask for slot, mask in known.items()}
    for slot in range(SIZE):
        bench.groups.hear(slot, [told_masks.get(slot, 0)])
    grouped = Gateway(masks, dict.fromkeys(range(SIZE), 100.0))
    single = Gateway(masks, dict.fromkeys(range(SIZE), 100.0))
    for wishes in (first, second):
        bench.settle(grouped, wishes)
        plain.settle(single, wishes)
        assert grouped.told == single.told == dict(enumerate(wishes))


def test_a_group_that_wants_one_level_is_told_by_one_write() -> None:
    bench = Bench()
    for slot in range(SIZE):
        bench.groups.hear(slot, [1 if slot % 2 else 2])
    gateway = Gateway({slot: 1 if slot % 2 else 2 for slot in range(SIZE)}, dict.fromkeys(range(SIZE), 100.0))
    bench.settle(gateway, [100] * SIZE)
    assert bench.settle(gateway, [40 if slot % 2 else 100 for slot in range(SIZE)]) == 1


def test_membership_is_written_where_it_differs_and_foreign_groups_stay() -> None:
    bench = Bench()
    assert list(bench.groups.changes()) == []
    bench.groups.hear(0, [0b1000, 0b0001, 0, None])
    assert [(slot, decode(MEMBERS, data)) for slot, data in bench.groups.changes()] == [(0, 0b1001), (2, 1)]
