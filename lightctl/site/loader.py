"""From a folder to a Site: everything read, everything checked, every mistake told at once."""

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from lightctl.core.place import Place
from lightctl.core.plant import Plant
from lightctl.core.scene import NO_SCENES
from lightctl.core.schedule import Schedule
from lightctl.core.sensing import Sensors
from lightctl.core.sun import Sun
from lightctl.errors import Problem, SiteError
from lightctl.site.accounts_file import AccountsFile
from lightctl.site.build_plant import build_plant, with_patterns
from lightctl.site.check_accounts import check_accounts, check_baselines, check_luminaires
from lightctl.site.check_devices import check_devices, driver_references
from lightctl.site.check_folder import check_folder, check_sources
from lightctl.site.check_ids import Ids
from lightctl.site.check_plant import check_plant
from lightctl.site.check_profile import check_profile
from lightctl.site.check_rules import check_covered, check_never_dark, check_reached
from lightctl.site.check_schedule import Resolved, resolve
from lightctl.site.driver_file import DriverFile
from lightctl.site.library import SHIPPED, Library, shipped_root
from lightctl.site.model import Site
from lightctl.site.parse import Parsed
from lightctl.site.plant_file import PlantFile
from lightctl.site.plant_rows import PlantRows, gather
from lightctl.site.problems import Problems, Spot, did_you_mean
from lightctl.site.profile_file import ProfileFile
from lightctl.site.reader import START, Reader
from lightctl.site.scenario import Scenario
from lightctl.site.scenario_file import read_scenario
from lightctl.site.scene_file import read_scenes
from lightctl.site.sensors import resolve_sensors
from lightctl.site.settings_file import SettingsFile

log = logging.getLogger(__name__)

SETTINGS = "config/settings.yaml"
NOWHERE = Place(0.0, 0.0, ZoneInfo("UTC"))
"""Where nights are even: profiles are compared with it while the site's own place is not known."""


def load_site(root: Path, shipped: Path | None = None) -> Site:
    """The site of a folder, over the shipped library or another; SiteError with every mistake in it.

    A file that nothing refers to may be half written: it is warned of and does not stop the city.
    """
    loading = _Loading(Reader(Library(root.resolve(), shipped or shipped_root())))
    site = _loaded(loading, root)
    if site is None:
        raise SiteError(loading.problems.errors + loading.strays)
    for problem in {problem.file: problem for problem in sorted(loading.strays, reverse=True)}.values():
        log.warning("%s; nothing refers to this file, so it is passed over", problem)
    return site


def check_site(root: Path) -> tuple[Site | None, Problems]:
    """The site, or None when there are errors, in files that nothing refers to as well; and warnings."""
    loading = _Loading(Reader(Library(root.resolve())))
    site = _loaded(loading, root)
    loading.problems.errors += loading.strays
    return (None if loading.strays else site), loading.problems


def _loaded(loading: "_Loading", root: Path) -> Site | None:
    if root.is_dir():
        return loading.site()
    loading.problems.error(Spot(str(root)), "is not a folder", START)
    return None


def load_scenario(root: Path, name: str, plant: Plant | None = None) -> Scenario:
    """A scenario of the site or, behind it, of the shipped library; checked against a plant where given."""
    library, problems = Library(root.resolve()), Problems()
    file = library.find(f"simulators/{name}.yaml")
    if file is None:
        problems.error(
            Spot("simulators"), f"unknown scenario {name!r}", did_you_mean(name, library.names("simulators"))
        )
        raise SiteError(problems.errors)
    scenario = read_scenario(library.text(file), file.label, problems, plant)
    if problems.errors or scenario is None:
        raise SiteError(problems.errors)
    return scenario


@dataclass(slots=True)
class _Loading:
    """One loading of one site, in the order in which later things refer to earlier ones."""

    reader: Reader
    drivers: dict[str, Parsed[DriverFile]] = field(default_factory=dict)
    profiles: dict[str, Parsed[ProfileFile]] = field(default_factory=dict)
    strays: list[Problem] = field(default_factory=list)
    """Mistakes in files of the site's folder that nothing refers to."""

    @property
    def problems(self) -> Problems:
        return self.reader.problems

    def site(self) -> Site | None:
        """Everything read and checked; None when anything is wrong."""
        settings = self.reader.config(SettingsFile, SETTINGS, shipped=False)
        accounts = self.reader.config(AccountsFile, "config/accounts.yaml", shipped=True)
        if accounts and accounts.loaded.file.startswith(SHIPPED):
            spot = Spot("config/accounts.yaml")
            self.problems.warn(
                spot, "is missing; the reference city's stands in", "savings need your own baselines"
            )
        if settings:
            check_sources(settings, self.reader)
        rows, ids = self._plant(accounts)
        self._drivers(rows)
        rules = self._rules(settings, rows, ids)
        sun = Sun(settings.model.to_settings().place if settings else NOWHERE)
        if accounts:
            check_baselines(accounts, sun, self.problems)
        self._profiles(sun, rules)
        check_never_dark(rules.rules, self.profiles, rows, self.problems)
        wrong = len(self.problems.errors)
        plant = None if wrong else build_plant(rows)
        sensors = resolve_sensors(settings, plant, self.problems) if settings and plant else Sensors()
        scenes = read_scenes(self.reader, plant) if plant else NO_SCENES
        wrong = len(self.problems.errors)
        check_folder(self.reader, rows, ids, sun, used=set(self.profiles))
        self._scenarios(plant)
        self.strays = self.problems.errors[wrong:]
        del self.problems.errors[wrong:]
        if self.problems.errors or plant is None or settings is None or accounts is None:
            return None
        site = self._built(settings.model, accounts.model, plant, rules)
        return replace(site, sensors=sensors, scenes=scenes)

    def _built(self, settings: SettingsFile, accounts: AccountsFile, plant: Plant, rules: Resolved) -> Site:
        library = self.reader.library
        drivers = {name: parsed.model.driver(name) for name, parsed in self.drivers.items()}
        return Site(
            root=library.root,
            settings=settings.to_settings(),
            plant=with_patterns(plant, drivers),
            drivers=drivers,
            profiles={name: parsed.model.to_profile() for name, parsed in self.profiles.items()},
            schedule=Schedule(
                tuple(placed.rule for placed in rules.rules),
                tuple(placed.event for placed in rules.events),
                self.reader.tables(),
            ),
            accounts=accounts.to_accounts(),
            digest=library.digest(),
            origins=library.origins(),
        )

    def _plant(self, accounts: Parsed[AccountsFile] | None) -> tuple[PlantRows, Ids]:
        files = self.reader.library.own("config/plant*.yaml")
        if not files:
            self.problems.error(Spot("config/plant.yaml"), "is missing", START)
        parsed = [one for one in (self.reader.file(PlantFile, file) for file in files) if one]
        rows = gather(parsed, self.reader.library, self.problems)
        rows.incomplete |= len(parsed) < len(files) or not files
        if accounts:
            check_accounts(accounts, self.problems)
            rows.broken |= {str(row.get("id")) for row in accounts.dropped if isinstance(row, dict)}
        check_luminaires(rows, self.problems)
        baselines = {row.id for row in accounts.model.baselines} if accounts else None
        return rows, check_plant(rows, baselines, self.problems)

    def _drivers(self, rows: PlantRows) -> None:
        """The drivers that the plant names."""
        asked: dict[str, Spot] = {}
        for driver, spot in driver_references(rows):
            asked.setdefault(driver, spot)
        for driver, spot in asked.items():
            parsed = self.reader.driver(driver, spot)
            if parsed:
                self.drivers[driver] = parsed
        models = {name: parsed.model.driver(name) for name, parsed in self.drivers.items()}
        check_devices(rows, models, self.problems)

    def _rules(self, settings: Parsed[SettingsFile] | None, rows: PlantRows, ids: Ids) -> Resolved:
        before = len(self.problems.errors)
        found = Resolved()
        dropped = rows.incomplete or settings is None
        for name, spot in self._schedules(settings):
            schedule = self.reader.schedule(name, spot)
            if schedule:
                more = resolve(schedule, rows, ids, self.reader, self.problems)
                found.rules += more.rules
                found.events += more.events
                dropped |= bool(schedule.dropped)
        check_reached(found.rules, self.problems)
        if not dropped and len(self.problems.errors) == before:
            check_covered(found.rules, rows, self.problems)
        return found

    def _schedules(self, settings: Parsed[SettingsFile] | None) -> list[tuple[str, Spot]]:
        """The schedules that the settings name, even where something else in the settings is wrong."""
        if settings:
            return [(name, settings.spot("schedules", i)) for i, name in enumerate(settings.model.schedules)]
        raw = self.reader.raw.get(SETTINGS)
        names = raw.get("schedules") if isinstance(raw, dict) else None
        known = self.reader.library.names("schedules")
        return (
            [(str(name), Spot(SETTINGS)) for name in names if isinstance(name, str) and name in known]
            if isinstance(names, list)
            else []
        )

    def _profiles(self, sun: Sun, rules: Resolved) -> None:
        """The profiles that rules and events name, under the site's sun."""
        for name, spot in rules.profiles():
            if name in self.profiles:
                continue
            parsed = self.reader.profile(name, spot)
            if parsed:
                self.profiles[name] = parsed
                check_profile(parsed, sun, self.problems)

    def _scenarios(self, plant: Plant | None) -> None:
        library = self.reader.library
        for file in library.own("simulators/*.yaml"):
            try:
                read_scenario(library.text(file), file.label, self.problems, plant)
            except SiteError as error:
                self.problems.errors += error.problems
