"""schedules/holidays/NAME.yaml: named days as data, for rules to refer to."""

from pydantic import Field

from lightctl.core.schedule import Holiday, HolidayTable
from lightctl.site.nights import Nights
from lightctl.site.words import Date, FileModel, Id, Text


class HolidayRow(FileModel):
    """One holiday and its days: dates where it moves, days of every year where it does not."""

    id: Id
    title: Text
    days: list[Nights] = Field(
        min_length=1, description="dates of the days themselves, not of evenings before"
    )
    source: str = ""

    def to_holiday(self) -> Holiday:
        """As core knows it."""
        return Holiday(self.id, self.title, tuple(self.days))


class HolidayFile(FileModel):
    """One table; its id is the file's name."""

    holidays: Id
    title: Text
    source: Text
    valid_to: Date
    days: list[HolidayRow] = Field(min_length=1)

    def to_table(self, where: str) -> HolidayTable:
        """As core knows it; `where` is the place of `valid_to`."""
        rows = {row.id: row.to_holiday() for row in self.days}
        return HolidayTable(self.holidays, self.title, self.source, self.valid_to, rows, where)
