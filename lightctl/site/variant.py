"""A site with another profile in the place of one of its own: what-if, without touching a file."""

from dataclasses import replace
from pathlib import Path

from lightctl.core.profile import Profile
from lightctl.core.sun import Sun
from lightctl.errors import SiteError, TargetError
from lightctl.site.check_profile import check_profile
from lightctl.site.library import Library, SiteFile
from lightctl.site.model import Site
from lightctl.site.profile_file import ProfileFile
from lightctl.site.reader import Reader


def read_profile(site: Site, path: Path) -> Profile:
    """A profile out of any file, judged like the site's own; raises SiteError."""
    if not path.is_file():
        raise TargetError(f"{path}: {'is not a file' if path.exists() else 'no such file'}")
    reader = Reader(Library(site.root))
    parsed = reader.file(ProfileFile, SiteFile(str(path), path, "site"))
    if parsed:
        check_profile(parsed, Sun(site.settings.place), reader.problems)
    if parsed is None or reader.problems.errors:
        raise SiteError(reader.problems.errors)
    return parsed.model.to_profile()


def with_profile(site: Site, profile: Profile, instead_of: str = "") -> Site:
    """The site where this profile rules whenever that of its own name, or `instead_of`, would.

    Raises TargetError where no rule names such a profile.
    """
    name = instead_of or profile.id
    if name not in site.profiles:
        known = ", ".join(sorted(site.profiles))
        raise TargetError(
            f"no rule names profile {name}: say with --instead-of which one it replaces ({known})"
        )
    return replace(site, profiles={**site.profiles, name: replace(profile, id=name)})
