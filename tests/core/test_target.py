"""What operators type, with and without diacritics."""

from dataclasses import replace
from datetime import date

import pytest

from lightctl.core.commands import Scope, Target
from lightctl.core.plant import (
    Cabinet,
    Circuit,
    DeviceAddress,
    Fitted,
    Group,
    Lamp,
    Plant,
    Street,
)
from lightctl.core.target import applies, circuits_of, groups_of, lamps_of, parse_target
from lightctl.core.units import Level
from lightctl.core.words import fold
from lightctl.errors import TargetError

WHERE = DeviceAddress("cabinets/mcu-reference", "tcp-001", 1)


def street(street_id: str, name: str, district: str) -> Street:
    return Street(street_id, name, "M3", 900, Level(0), "hps", district=district)


def cabinet(cabinet_id: str, name: str, street_id: str) -> Cabinet:
    circuits = tuple(Circuit(f"{cabinet_id}-{n}", cabinet_id, n) for n in (1, 2))
    return Cabinet(cabinet_id, name, street_id, WHERE, circuits)


def lamp(lamp_id: str, street_id: str, group: str, circuit: str) -> Lamp:
    fitted = (Fitted(date(2024, 5, 1), "led-75"),)
    return Lamp(lamp_id, lamp_id, street_id, group, circuit, circuit.rpartition("-")[0], fitted)


LAMPS = [
    lamp("thd-001", "tran-hung-dao", "tran-hung-dao", "td-001-1"),
    lamp("thd-002", "tran-hung-dao", "crossing", "td-001-2"),
    lamp("nd-001", "nguyen-dinh-chieu", "nguyen-dinh-chieu", "td-002-1"),
    lamp("nh-001", "nguyen-hue", "nguyen-hue", "td-002-2"),
]
PLANT = Plant(
    lines={},
    streets={
        s.id: s
        for s in (
            street("tran-hung-dao", "Trần Hưng Đạo", "phuong-1"),
            street("nguyen-dinh-chieu", "Nguyễn Đình Chiểu", "phuong-1"),
            street("nguyen-hue", "Nguyễn Huệ", "phuong-3"),
            street("nguyen-hue-2", "Nguyễn Huệ", "phuong-4"),
        )
    },
    groups={
        "tran-hung-dao": Group("tran-hung-dao", "tran-hung-dao", Level(0), ("thd-001",)),
        "crossing": Group("crossing", "tran-hung-dao", Level(60), ("thd-002",)),
        "nguyen-dinh-chieu": Group("nguyen-dinh-chieu", "nguyen-dinh-chieu", Level(0), ("nd-001",)),
        "nguyen-hue": Group("nguyen-hue", "nguyen-hue", Level(0), ("nh-001",)),
    },
    cabinets={
        c.id: c
        for c in (cabinet("td-001", "Tủ Chợ", "tran-hung-dao"), cabinet("td-002", "Tủ 2", "nguyen-hue"))
    },
    concentrators={},
    lamps={row.id: row for row in LAMPS},
    luminaires={},
    places={},
)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("city", "city"),
        (" City ", "city"),
        ("street:tran-hung-dao", "street:tran-hung-dao"),
        ("street:Trần Hưng Đạo", "street:tran-hung-dao"),
        ("street:tran hung dao", "street:tran-hung-dao"),
        ("Tran Hung Dao", "street:tran-hung-dao"),
        ("TRẦN HƯNG ĐẠO", "street:tran-hung-dao"),
        ("nguyen-hue", "street:nguyen-hue"),
        ("district:Phuong 1", "district:phuong-1"),
        ("cabinet:tu cho", "cabinet:td-001"),
        ("group:crossing", "group:crossing"),
        ("thd-002", "lamp:thd-002"),
    ],
)
def test_words_for_things(text: str, target: str) -> None:
    assert str(parse_target(text, PLANT)) == target


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("street:tran hung dap", "did you mean street:tran-hung-dao"),
        ("strete:tran-hung-dao", "did you mean street"),
        ("Nguyễn Huệ", "several are called 'Nguyễn Huệ': street:nguyen-hue, street:nguyen-hue-2"),
        ("lamp:thd-0002", "did you mean lamp:thd-002"),
        ("lamp:tran hung dao", "that is street:tran-hung-dao, one of its lamps is thd-00"),
        ("street:thd-001", "that is lamp:thd-001"),
        ("", "nothing is called"),
        ("street:", "no street is called ''"),
        ("thd-009", "did you mean lamp:thd-00"),
        ("quite elsewhere", "nothing is called 'quite elsewhere'"),
    ],
)
def test_words_for_nothing(text: str, message: str) -> None:
    with pytest.raises(TargetError, match=message):
        parse_target(text, PLANT)


@pytest.mark.parametrize(
    ("target", "lamps", "groups", "circuits"),
    [
        (Target(Scope.CITY), 4, 4, 4),
        (Target(Scope.DISTRICT, "phuong-1"), 3, 3, 3),
        (Target(Scope.STREET, "tran-hung-dao"), 2, 2, 2),
        (Target(Scope.GROUP, "crossing"), 1, 1, 1),
        (Target(Scope.CABINET, "td-001"), 2, 2, 2),
        (Target(Scope.LAMP, "nd-001"), 1, 1, 1),
    ],
)
def test_whom_a_target_reaches(target: Target, lamps: int, groups: int, circuits: int) -> None:
    assert len(lamps_of(target, PLANT)) == lamps
    assert len(groups_of(target, PLANT)) == groups
    assert len(circuits_of(target, PLANT)) == circuits
    assert sum(applies(target, row, PLANT) for row in LAMPS) == lamps


def test_a_cabinet_has_all_its_circuits_even_without_lamps() -> None:
    bare = replace(PLANT, lamps={})
    assert circuits_of(Target(Scope.CABINET, "td-001"), bare) == ("td-001-1", "td-001-2")


def test_folding() -> None:
    assert fold("  Đường Nguyễn Thị Minh Khai (nối dài) ") == "duong-nguyen-thi-minh-khai-noi-dai"


def test_a_name_with_its_accents_is_not_mistaken_for_the_one_without() -> None:
    plain = street("nguyen-hue-3", "Nguyen Hue", "phuong-5")
    here = replace(PLANT, streets={**PLANT.streets, plain.id: plain})
    assert parse_target("street:Nguyen Hue", here) == Target(Scope.STREET, "nguyen-hue-3")
    with pytest.raises(TargetError, match=r"street:nguyen-hue, street:nguyen-hue-2$"):
        parse_target("street:Nguyễn Huệ", here)
