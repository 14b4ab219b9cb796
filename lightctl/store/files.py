"""The two files of a state directory, and the time zone their days belong to."""

from pathlib import Path
from zoneinfo import ZoneInfo

from lightctl.errors import StoreError
from lightctl.store import schema
from lightctl.store.sqlite import Connection, open_reader, open_writer, transaction

MAIN_FILE = "lightctl.db"
SAMPLES_FILE = "samples.db"


def open_main(directory: Path, zone: ZoneInfo) -> Connection:
    """The writer's connection to what must survive; the zone is fixed when the file is made."""
    directory.mkdir(parents=True, exist_ok=True)
    connection = open_writer(directory / MAIN_FILE, schema.MAIN)
    try:
        _keep_zone(connection, directory / MAIN_FILE, zone)
    except StoreError:
        connection.close()
        raise
    return connection


def open_samples(directory: Path) -> Connection:
    """The writer's connection to telemetry."""
    return open_writer(directory / SAMPLES_FILE, schema.SAMPLES)


def read_main(directory: Path) -> Connection:
    """A reader's connection to what must survive."""
    return open_reader(directory / MAIN_FILE, schema.MAIN)


def read_samples(directory: Path) -> Connection:
    """A reader's connection to telemetry."""
    return open_reader(directory / SAMPLES_FILE, schema.SAMPLES)


def zone_of(connection: Connection) -> ZoneInfo:
    """The zone that days and months of the ledger are counted in."""
    return ZoneInfo(connection.execute("SELECT v FROM meta WHERE k = 'zone'").fetchone()[0])


def _keep_zone(connection: Connection, path: Path, zone: ZoneInfo) -> None:
    with transaction(connection):
        connection.execute("INSERT OR IGNORE INTO meta VALUES ('zone', ?)", (zone.key,))
        kept = zone_of(connection).key
    if kept != zone.key:
        raise StoreError(
            f"{path} counts its days in {kept}, the site now says {zone.key}: days already accounted cannot "
            "move. Put the old zone back, or begin a new state directory."
        )
