"""From a folder to a site: what is built, what shadows what, and how fast."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lightctl.core.plant import DeviceAddress, Fitted, LineKind
from lightctl.core.units import Level
from lightctl.errors import SiteError
from lightctl.site.library import shipped_root
from lightctl.site.loader import check_site, load_site
from lightctl.site.shadows import shadows
from tests.site.good_city import FILES, write


def test_the_plant_is_built_as_written(tmp_path: Path) -> None:
    plant = load_site(write(tmp_path)).plant
    assert plant.lines["rtu-1"].kind is LineKind.RTU
    assert (plant.lines["tcp-1"].host, plant.lines["tcp-1"].port) == ("127.0.0.1", 15001)
    assert [plant.lamps[f"l-00{i}"].circuit for i in (1, 2, 3)] == ["c-1-a", "c-1-b", "c-1-a"]
    assert plant.lamps["l-009"].slot == 9
    assert plant.lamps["s-10"].direct == DeviceAddress("lamps/lcu-reference", "rtu-1", 20)
    assert not plant.lamps["n-01"].dimmable
    assert plant.lamps["n-01"].cabinet == "c-3"
    assert plant.lamps["o-1"].pole == "P1"
    assert plant.lamps["o-1"].controllers == (Fitted(date(2024, 2, 1), "lcu 7"),)
    assert plant.lamps["l-005"].luminaire_on(date(2026, 2, 28)) == "led-90"
    assert plant.lamps["l-005"].luminaire_on(date(2026, 3, 1)) == "led-60"
    assert plant.cabinets["c-3"].meter == DeviceAddress("meters/eastron-sdm630", "tcp-2", 10)
    assert plant.concentrators["dcu-3"].address == DeviceAddress("concentrators/dcu-reference", "tcp-2", 2)


def test_every_lamp_is_in_exactly_one_group(tmp_path: Path) -> None:
    plant = load_site(write(tmp_path)).plant
    assert sorted(lamp for group in plant.groups.values() for lamp in group.lamps) == sorted(plant.lamps)
    assert plant.groups["crossing"].never_below == Level(60)
    assert plant.groups["crossing"].lamps == tuple(f"l-00{i}" for i in range(1, 9))
    assert len(plant.groups["long-street"].lamps) == 24


def test_what_a_street_never_falls_below_holds_in_each_of_its_groups(tmp_path: Path) -> None:
    rows = FILES["config/plant.yaml"].replace("service_flow: 900,", "service_flow: 900, never_below: 35,")
    plant = load_site(write(tmp_path, {**FILES, "config/plant.yaml": rows})).plant
    assert plant.groups["long-street"].never_below == 35.0
    assert plant.groups["crossing"].never_below == 60.0  # its own, which is higher


def test_rules_profiles_and_accounts(tmp_path: Path) -> None:
    site = load_site(write(tmp_path))
    saturday = site.schedule.rules[1]
    assert saturday.weekdays == frozenset({6})
    assert saturday.groups == {"long-street", "crossing", "old-street", "new-street"}
    assert saturday.where == "schedules/own.yaml:4:5"
    assert site.schedule.rules[-1].groups == frozenset()
    assert site.profiles["bright"].plan[0].at == site.profiles["bright"].on
    assert site.profiles["bright"].traffic is not None
    assert site.profiles["bright"].traffic.drops == ((0.5, 1), (0.25, 2))
    assert site.accounts.grid_factors[0].t_co2_per_mwh == Decimal("0.6592")
    assert site.settings.polling.lamps == timedelta(seconds=60)


def test_a_site_file_replaces_the_shipped_one_whole(tmp_path: Path) -> None:
    write(tmp_path)
    before = load_site(tmp_path)
    driver = "drivers/cabinets/mcu-reference.yaml"
    assert before.origins[driver] == "shipped"
    assert shadows(before) == []
    text = (shipped_root() / driver).read_text(encoding="utf-8")
    write(tmp_path, {driver: text.replace("title: ", "title: Our own ", 1)})
    after = load_site(tmp_path)
    assert after.origins[driver] == "site"
    assert after.drivers["cabinets/mcu-reference"].title.startswith("Our own ")
    assert after.digest != before.digest
    assert [shadow.path for shadow in shadows(after)] == [driver]
    assert sum(line.startswith("+title: Our own") for line in shadows(after)[0].differences) == 1


@pytest.mark.parametrize("latitude", [61.5, 64.1, 78.2, -42.9])
def test_a_profile_hung_on_dusk_may_have_white_nights(tmp_path: Path, latitude: float) -> None:
    settings = FILES["config/settings.yaml"].replace("latitude: 10.5", f"latitude: {latitude}")
    accounts = FILES["config/accounts.yaml"].replace("on: sunset, off: sunrise", "on: dusk, off: dawn")
    files = {**FILES, "config/settings.yaml": settings, "config/accounts.yaml": accounts}
    _, problems = check_site(write(tmp_path, files))
    assert problems.errors == []


def test_a_part_night_profile_may_rule_what_a_crossing_is_taken_from_before(tmp_path: Path) -> None:
    quiet = FILES["profiles/quiet.yaml"].replace("level: 50", "level: 0") + "part_night: true\n"
    _, problems = check_site(write(tmp_path, {**FILES, "profiles/quiet.yaml": quiet}))
    assert problems.errors == []


def test_the_digest_follows_the_words_and_nothing_else(tmp_path: Path) -> None:
    one, two = load_site(write(tmp_path / "one")), load_site(write(tmp_path / "two"))
    assert one.digest == two.digest
    (tmp_path / "two" / "config" / "lamps" / "old.csv").write_text(
        FILES["config/lamps/old.csv"].replace("P4", "P5"), encoding="utf-8"
    )
    assert load_site(tmp_path / "two").digest != one.digest


def test_unused_files_of_the_site_are_checked_too(tmp_path: Path) -> None:
    overlap = """\
driver: broken
title: Two points in one register
speaks: modbus
proven: simulator
source: ours
points:
  one: {table: input, address: 1, type: uint32}
  two: {table: input, address: 2, type: uint16}
"""
    write(
        tmp_path, {**FILES, "drivers/meters/broken.yaml": overlap, "profiles/spare.yaml": "profile: spare\n"}
    )
    _, problems = check_site(tmp_path)
    assert {problem.file for problem in problems.errors} == {
        "drivers/meters/broken.yaml",
        "profiles/spare.yaml",
    }


HALF_WRITTEN = {
    "drivers/meters/half.yaml": "driver: half\ntitle: To be\n",
    "profiles/half.yaml": "profile: half\nplan: [\n",
    "schedules/half.yaml": "schedule: half\nrules:\n  - {profile: nowhere}\n",
    "simulators/half.yaml": "scenario: half\nsomething: else\n",
}


@pytest.mark.parametrize("file", HALF_WRITTEN)
def test_a_half_written_file_that_nothing_names_fails_the_check_but_not_the_city(
    tmp_path: Path, file: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, {**FILES, file: HALF_WRITTEN[file]})
    refused, problems = check_site(tmp_path)
    assert refused is None
    assert {problem.file for problem in problems.errors} == {file}
    assert all(problem.line > 0 for problem in problems.errors)
    assert len(load_site(tmp_path).plant.lamps) == 52
    (said,) = [record.getMessage() for record in caplog.records]
    assert said.startswith(str(min(problems.errors)))
    assert "nothing refers to this file" in said


def test_a_half_written_file_is_refused_as_soon_as_it_is_named(tmp_path: Path) -> None:
    names = FILES["config/settings.yaml"].replace("[own]", "[own, half]")
    half = {"schedules/half.yaml": HALF_WRITTEN["schedules/half.yaml"], "config/settings.yaml": names}
    write(tmp_path, {**FILES, **half})
    with pytest.raises(SiteError, match="nowhere"):
        load_site(tmp_path)


def test_what_is_allowed_but_odd_is_a_warning(tmp_path: Path) -> None:
    files = {
        **FILES,
        "config/palnt.yaml": "x: 1\n",
        "profiles/old.yml": "x: 1\n",
        "config/plant.yaml": FILES["config/plant.yaml"].replace(
            "circuits: [c-2-a, c-2-b]}", "circuits: [c-2-a, c-2-b, c-2-c]}"
        ),
    }
    site, problems = check_site(write(tmp_path, files))
    assert site is not None
    assert sorted((p.file, p.message) for p in problems.warnings) == [
        ("config/palnt.yaml", "nobody reads this file"),
        ("config/plant.yaml", "circuit 'c-2-c' feeds no lamps"),
        ("profiles/old.yml", "nobody reads this file"),
    ]


def test_a_shipped_schedule_passes_over_what_this_city_lacks(tmp_path: Path) -> None:
    names = "[vietnam-holidays, tan-an, everyday]"
    settings_text = FILES["config/settings.yaml"].replace("[own]", names)
    site, problems = check_site(write(tmp_path, {**FILES, "config/settings.yaml": settings_text}))
    assert site is not None
    assert problems.warnings == []
    rules = site.schedule.rules
    assert all("tan-an" not in rule.where for rule in rules)
    everyday = {rule.profile: rule.groups for rule in rules if "everyday" in rule.where}
    assert everyday["arterial"] == {"long-street", "crossing"}
    assert everyday["collector"] == {"new-street"}
    assert rules[0].where == "shipped schedules/vietnam-holidays.yaml:6:5"


def test_what_stands_in_or_is_not_there_yet_is_a_warning(tmp_path: Path) -> None:
    files = dict(FILES)
    del files["config/accounts.yaml"]
    files["config/plant.yaml"] = (
        files["config/plant.yaml"].replace("sodium", "hps-150").replace("mercury", "hps-250")
    )
    files["config/settings.yaml"] += "traffic: {source: file, file: feeds/traffic.csv}\n"
    site, problems = check_site(write(tmp_path, files))
    assert site is not None
    assert site.settings.traffic.mapping == "plain"
    assert [(p.file, p.line, p.message) for p in sorted(problems.warnings)] == [
        ("config/accounts.yaml", 0, "is missing; the reference city's stands in"),
        ("config/settings.yaml", 7, "there is no file 'feeds/traffic.csv'"),
    ]


def test_a_byte_order_mark_is_welcome_and_other_encodings_are_not(tmp_path: Path) -> None:
    write(tmp_path)
    table = tmp_path / "config/lamps/old.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes())
    load_site(tmp_path)
    table.write_bytes("id,pole\no-1,\xfe\n".encode("latin-1"))
    with pytest.raises(SiteError) as caught:
        load_site(tmp_path)
    assert str(caught.value).startswith("config/lamps/old.csv:2:5: is not UTF-8 text")


def test_a_city_without_a_plant_hears_that_and_no_more(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "config/plant.yaml").unlink()
    _, problems = check_site(tmp_path)
    told = [f"{problem.file} {problem.message}" for problem in problems.errors]
    assert told == ["config/plant.yaml is missing"]


def test_a_folder_without_settings_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"config/settings\.yaml:0:0: is missing"):
        load_site(tmp_path)
    with pytest.raises(SiteError, match="is not a folder"):
        load_site(tmp_path / "nowhere")


def big_city() -> dict[str, str]:
    """Ten thousand lamps behind a hundred cabinets."""
    lines, streets, cabinets, lamps = ["lines:"], ["streets:"], ["cabinets:"], ["lamps:"]
    for i in range(100):
        lines.append(f'  - {{id: tcp-{i}, tcp: "127.0.0.1:{15000 + i}"}}')
        streets.append(f"  - {{id: s-{i}, name: Đường {i}, class: M4, service_flow: 500, baseline: sodium}}")
        cabinets.append(
            f"  - {{id: c-{i}, name: Tủ {i}, street: s-{i}, line: tcp-{i}, driver: cabinets/mcu-reference, "
            f"unit: 1, circuits: [c-{i}-a], "
            f"concentrators: [{{id: d-{i}, driver: concentrators/dcu-reference, unit: 2}}]}}"
        )
        lamps += [
            f'  - {{range: "l{i}-{k}0..l{i}-{k}9", street: s-{i}, circuits: [c-{i}-a], concentrator: d-{i}, '
            f'slots: "{10 * (k - 10) + 1}..{10 * (k - 10) + 10}", luminaire: led, since: 2024-01-01}}'
            for k in range(10, 20)
        ]
    luminaires = ["luminaires:", "  - {id: led, title: LED, power_curve: {10: 8, 100: 60}, source: assumed}"]
    plant = "\n".join([*lines, *luminaires, *streets, *cabinets, *lamps]) + "\n"
    return {
        **{k: v for k, v in FILES.items() if "lamps" not in k},
        "config/plant.yaml": plant,
        "schedules/own.yaml": "schedule: own\nrules: [{profile: quiet}]\n",
    }


def test_ten_thousand_lamps_are_read(tmp_path: Path) -> None:
    write(tmp_path, big_city())
    assert len(load_site(tmp_path).plant.lamps) == 10_000


def test_a_small_file_cannot_hold_a_country(tmp_path: Path) -> None:
    kept = "street: long-street, circuits: [c-1-a], luminaire: led-60, since: 2024-01-01"
    rows = (f'  - {{range: "x{i}-0000..x{i}-9999", {kept}}}\n' for i in range(25))
    lamps = "lamps:\n" + "".join(rows)
    plant = FILES["config/plant.yaml"]
    write(tmp_path, {**FILES, "config/plant.yaml": plant[: plant.index("lamps:\n")] + lamps})
    _, problems = check_site(tmp_path)
    assert "more than 200000 lamps" in [problem.message for problem in problems.errors]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(name=st.sampled_from(sorted(FILES)), data=st.data())
def test_a_damaged_file_raises_nothing_but_site_errors(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    text = FILES[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    junk = data.draw(
        st.text(max_size=12)
        | st.sampled_from(["0", "-1", "[", "{}", "null", "''", ": ", "\n", "x: y", "99999999999"])
    )
    write(tmp_path, {**FILES, name: text[:start] + junk.encode("utf-8", "replace").decode() + text[end:]})
    site, problems = check_site(tmp_path)
    assert (site is None) == bool(problems.errors)
    assert all(problem.file and problem.message for problem in problems.errors)


def test_a_cabinet_that_never_tells_whether_a_contactor_closed_is_refused(tmp_path: Path) -> None:
    blind = """\
driver: blind
title: Relays that tell nothing
speaks: modbus
proven: simulator
source: ours
points:
  contactor: {table: coil, address: 0, type: bool, access: w, kind: contactor, count: 12, every: never}
"""
    plant = FILES["config/plant.yaml"].replace("cabinets/mcu-reference", "cabinets/blind", 1)
    assert plant != FILES["config/plant.yaml"]
    write(tmp_path, {**FILES, "config/plant.yaml": plant, "drivers/cabinets/blind.yaml": blind})
    _, problems = check_site(tmp_path)
    (problem,) = problems.errors
    assert "tells nowhere whether a contactor is closed" in problem.message
    assert (problem.file, problem.line > 0) == ("config/plant.yaml", True)
