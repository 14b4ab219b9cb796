"""Every shipped profile through a year at two latitudes."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from lightctl.core.night import NightPlan, plan_night
from lightctl.core.place import Place
from lightctl.core.plant import Group, Street
from lightctl.core.profile import Profile
from lightctl.core.schedule import Rule
from lightctl.core.sun import Sun
from lightctl.core.units import DARK, Level
from lightctl.site.library import shipped_root
from lightctl.site.parse import parse
from lightctl.site.problems import Problems
from lightctl.site.profile_file import ProfileFile
from lightctl.site.yaml12 import load

FILES = sorted((shipped_root() / "profiles").glob("*.yaml"))
YEAR = [date(2027, 1, 1) + timedelta(days=i) for i in range(365)]
SUNS = {
    "Tân An": Sun(Place(10.5359, 106.4137, ZoneInfo("Asia/Ho_Chi_Minh"))),
    "Berlin": Sun(Place(52.52, 13.405, ZoneInfo("Europe/Berlin"))),
}
STREET = Street("s", "S", "M4", 500.0, Level(0.0), "none")
GROUP = Group("s", "s", Level(0.0), ())


def profile_of(name: str) -> Profile:
    problems = Problems()
    text = (shipped_root() / "profiles" / f"{name}.yaml").read_text(encoding="utf-8")
    parsed = parse(ProfileFile, load(text, name), problems)
    assert parsed is not None, problems.errors
    assert parsed.model.profile == name
    return parsed.model.to_profile()


def nights(profile: Profile, sun: Sun) -> list[NightPlan]:
    return [plan_night(GROUP, STREET, profile, Rule(profile.id), sun.place, sun, night) for night in YEAR]


def test_the_library_has_the_profiles_it_tells_of() -> None:
    names = {path.stem for path in FILES}
    assert names == {
        "arterial",
        "collector",
        "residential",
        "market",
        "park",
        "half-night",
        "full-night",
        "festival",
    }
    readme = (shipped_root() / "profiles" / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in readme for name in names)


@pytest.mark.parametrize("where", SUNS)
@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_a_year_of_a_profile(name: str, where: str) -> None:
    profile = profile_of(name)
    for plan in nights(profile, SUNS[where]):
        assert plan.on is not None
        assert plan.off is not None
        assert timedelta(hours=6) < plan.off - plan.on < timedelta(hours=18)
        instants = sorted({plan.on, *plan.plan.times, *plan.least.times, plan.off})
        for at in instants:
            level, least = plan.plan_at(at), plan.least_at(at)
            assert 0 <= least <= 100
            assert 0 <= level <= profile.full <= 100
            if not plan.on <= at < plan.off:
                assert level == DARK
            elif not profile.part_night:
                assert level >= profile.floor
                assert profile.floor <= least <= level, (plan.night, at)
        assert plan.plan_at(plan.on) > 0
        assert plan.plan_at(plan.on - timedelta(seconds=1)) == DARK
        assert plan.plan_at(plan.off) == DARK


def test_only_the_park_is_ever_dark_within_its_hours() -> None:
    dark = {
        path.stem
        for path in FILES
        for plan in nights(profile_of(path.stem), SUNS["Tân An"])[::30]
        for at in plan.plan.times
        if plan.lit(at) and plan.plan_at(at) == DARK
    }
    assert dark == {"park"}
