"""What a command and its end are answered with."""

from lightctl.cli.afterwards import covered, resumed

ROW = {
    "target": "street:ke", "owner": "anna", "emergency": False, "lamps": 8, "floor": 60.0, "dark": [],
    "below_floor": False,
    "overruled": [],
}  # fmt: skip


def test_the_end_of_an_emergency_is_said() -> None:
    calm = resumed(ROW, dry_run=False)
    assert calm == "street:ke follows its plan again"
    alarm = {**ROW, "emergency": True}
    assert resumed(alarm, dry_run=False) == f"the EMERGENCY of anna has ended: {calm}"
    assert "would end" in resumed(alarm, dry_run=True)


def test_what_a_floor_holds_follows_what_it_covers() -> None:
    assert covered(ROW)[1] == "but not under the floor, here up to 60 %: --below-floor goes lower"
