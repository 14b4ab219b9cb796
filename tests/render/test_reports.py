"""What a report must contain, and what must never get into it."""

import csv
import io
import json
import re
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from rich.console import Console

from lightctl.figures import SavingsReport
from lightctl.figures.columns import Columns
from lightctl.render.csv_file import harmless, savings_csv
from lightctl.render.energy import Energy, energy_csv, energy_html, energy_json, energy_text
from lightctl.render.html import savings_html
from lightctl.render.json_file import savings_json
from lightctl.render.numbers import Language
from lightctl.render.sureness import parts_text, rests_on_text
from lightctl.render.text import savings_text
from tests.figures.make import blank_sum
from tests.render.make import facts, report


class Page(HTMLParser):
    """The page's text, its tables' cells, and its tags; fails on tags that do not close."""

    VOID = frozenset({"meta", "rect"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def flat(page: str) -> str:
    return re.sub(r"\s+", " ", Page(page).text.replace("\N{NO-BREAK SPACE}", " "))


def test_the_english_page_says_how_much_and_how_it_is_known() -> None:
    text = flat(savings_html(report(), facts(), "en"))
    assert "Savings report – Tân An" in text
    assert "Saved 876.1 kWh (63.3 %)" in text
    assert "Between 871.0 and 881.2 kWh" in text
    assert "100.0 % of the hours of light were measured completely (48 of 48 cabinet-hours)." in text
    for words in ("Sodium 250 W", "assumed", "Lan", "50.0 %, 22:00–05:00", "Trần Hưng Đạo",
                  "td-3 (several streets)", "2.3", "not known", "failed lamps left out",
                  "1,234 decisions by site d1f0", "look here",
                  "Decision 1279", "2,226", "2,400", "0.6592", "2026-10-05 21:30"):  # fmt: skip
        assert words in text


def test_the_vietnamese_page_is_vietnamese() -> None:
    page = savings_html(report(), facts(), "vi")
    text = flat(page)
    assert 'lang="vi"' in page
    assert "Tiết kiệm 876,1 kWh (63,3%)" in text
    assert "Từ 871,0 đến 881,2 kWh" in text
    assert "Kỳ báo cáo: 01/10/2026 – 31/10/2026" in text
    assert "1.384,5" in text
    assert unicodedata.normalize("NFC", page) == page
    assert not re.search(r"\b(Saved|Street|Metered|Cabinet|Total|Gaps)\b", text)


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("394.5 kWh by new lamps", "The old installation was not measured but assumed (Sodium 250 W)")),
    ("vi", ("394,5 kWh do thay đèn", "là giả định, chưa có chứng từ đo (Sodium 250 W)")),
])  # fmt: skip
def test_a_headline_says_its_parts_and_what_it_rests_on(language: Language, words: tuple[str, ...]) -> None:
    kept, console = report(), Console(file=io.StringIO(), width=400)
    console.print(savings_text(kept, kept.by_street, facts(), language))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    for shown in (flat(savings_html(kept, facts(), language)), text):
        assert all(word in shown for word in words)
        assert "cost energy" not in shown
        assert "làm tăng" not in shown


@pytest.mark.parametrize("width", [80, 110, 140])
def test_a_narrow_terminal_loses_no_digit(width: int) -> None:
    kept, console = report(), Console(file=io.StringIO(), width=width)
    console.print(savings_text(kept, kept.by_street, facts(), "en"))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    table = "\n".join(line for line in text.splitlines() if line[:1] in "│┃")
    assert "…" not in table
    assert width == 80 or "876.1" in table


def test_a_part_that_is_a_loss_is_explained() -> None:
    longer = Columns(*map(Decimal, (50, 50, 120, 100, 200, 200)))
    text = parts_text(with_total(report(), longer), "en")
    assert "−20.0 kWh by other hours" in text
    assert "more hours of light than the old ones did" in text
    assert "all new lamps at full" not in text
    stolen = Columns(*map(Decimal, (150, 50, 90, 100, 200, 200)))
    text = parts_text(with_total(report(), stolen), "vi")
    assert "−60,0 kWh do giảm công suất" in text
    assert "bị âm" in text
    assert "làm tăng" not in text


def test_evidence_ends_the_doubt() -> None:
    kept = report()
    proven = replace(kept, baselines=tuple(replace(one, evidence="bill 2019") for one in kept.baselines))
    assert rests_on_text(proven, "en") == ""


def test_a_rate_that_was_not_yet_in_force_is_said_to_be_none() -> None:
    kept = report()
    told = "in force only from 2026-11-01; none is declared for the days before"
    assert "in force only from" not in flat(savings_html(kept, facts(), "en"))
    late = date(2026, 11, 1)
    priced = replace(kept, tariffs=tuple(
        replace(span, tariff=replace(span.tariff, since=late)) for span in kept.tariffs
    ))  # fmt: skip
    assert flat(savings_html(priced, facts(), "en")).count(told) == len(kept.tariffs)
    counted = replace(kept, factors=tuple(replace(one, since=late) for one in kept.factors))
    assert flat(savings_html(counted, facts(), "en")).count(told) == 1
    crossing = replace(kept, factors=(*kept.factors, *counted.factors))
    assert told not in flat(savings_html(crossing, facts(), "en"))


def with_total(made: SavingsReport, kwh: Columns) -> SavingsReport:
    return replace(made, headline=replace(made.headline, total=replace(made.headline.total, kwh=kwh)))


def test_shown_lines_sum_to_shown_totals() -> None:
    table = report().by_street
    assert sum(row.kwh.saved for row in table.rows) == table.total.kwh.saved
    page = flat(savings_html(report(), facts(), "en"))
    assert f"{table.total.vnd.saved:,}" in page


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Not enough was measured: 83.3 % of hours, 90.0 % are needed."),
    ("vi", "Chưa đo đủ: mới có 83,3% số giờ, cần ít nhất 90,0%."),
])  # fmt: skip
def test_too_little_measured_refuses_the_headline(language: Language, words: str) -> None:
    thin = report(known=10)
    text = flat(savings_html(thin, facts(), language))
    assert words in text
    assert "(63" not in text
    measured = {"en": "Total of measured hours", "vi": "Tổng những giờ đã đo"}[language]
    assert measured in text
    assert measured not in flat(savings_html(report(), facts(), language))
    console = Console(file=io.StringIO(), width=200)
    console.print(savings_text(thin, thin.by_street, facts(), language))
    assert words in console.file.getvalue().replace("\N{NO-BREAK SPACE}", " ")  # type: ignore[attr-defined]
    assert measured in console.file.getvalue()  # type: ignore[attr-defined]
    told = json.loads(savings_json(thin, facts()))["headline"]
    assert told["refused"]
    assert "saved_kwh" not in told


def test_the_page_stands_alone_and_cannot_be_scripted() -> None:
    evil = '<script>alert("x")</script>'
    page = savings_html(report(), facts(thd=evil), "en")
    tags = Page(page).tags
    assert {"script", "link", "img", "iframe"}.isdisjoint(tags)
    assert "http" not in page
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_csv_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    content = savings_csv(report().by_street, report().period, facts(thd='=cmd|"/c calc"!A1'))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["key"] for row in rows] == ["le-loi", "td-3", "thd", ""]
    assert rows[2]["name"].startswith("'=cmd")
    assert rows[0]["name"] == "Lê Lợi"
    saved = [float(row["saved_kwh"]) for row in rows]
    assert sum(saved[:-1]) == pytest.approx(saved[-1], abs=1e-9)
    assert rows[-1]["saved_kwh"] == "876.1"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_name_starts_a_formula(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless("Lê Lợi") == "Lê Lợi"


def test_json_carries_exact_amounts() -> None:
    told = json.loads(savings_json(report(), facts()))
    assert told["headline"]["saved_kwh"] == "876.1"
    assert told["by_street"]["rows"][2]["name"] == "Trần Hưng Đạo"
    assert told["gaps"][0] == {"cabinet": "td-1", "from": "2026-10-05T14:30:00+00:00",
                               "to": "2026-10-05T16:30:00+00:00", "passed_kwh": "2.275"}  # fmt: skip
    assert told["gaps"][1]["passed_kwh"] is None
    (estimated,) = told["estimated"]
    assert (estimated["cabinet"], estimated["used_kwh"], estimated["saved_kwh"]) == ("td-4", "8.0", "42.0")
    assert (estimated["known_hours"], estimated["hours_of_light"]) == (12, 12)


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("For 29 of 31 days there are no readings at all.", "in the period: Tủ Lê Lợi")),
    ("vi", ("29 trong 31 ngày hoàn toàn không có số liệu.", "nào trong kỳ: Tủ Lê Lợi")),
])  # fmt: skip
def test_missing_days_and_cabinets_are_said_everywhere(language: Language, words: tuple[str, ...]) -> None:
    days, never = [date(2026, 10, 8 + n) for n in range(14)], "td-9"
    thin = report(missing=[*map(blank_sum, days), blank_sum(cabinet=never, street="cho")])
    named = facts(**{never: "Tủ Lê Lợi"})
    console = Console(file=io.StringIO(), width=300)
    console.print(savings_text(thin, thin.by_street, named, language))
    energy = Energy(thin.by_street, thin.period)
    console_energy = Console(file=io.StringIO(), width=300)
    console_energy.print(energy_text(energy, named, language))
    for text in (
        flat(savings_html(thin, named, language)), flat(energy_html(energy, named, language)),
        console.file.getvalue(), console_energy.file.getvalue(),  # type: ignore[attr-defined]
    ):  # fmt: skip
        assert words[0] in text
        assert words[1] in text
    for told in (json.loads(savings_json(thin, named)), json.loads(energy_json(energy, named))):
        assert (told["days_asked"], told["days_missing"], told["cabinets_missing"]) == (31, 29, [never])
    for content in (savings_csv(thin.by_street, thin.period, named), energy_csv(energy, named)):
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert (rows[-1]["days_asked"], rows[-1]["days_missing"]) == ("31", "29")
        assert (rows[0]["key"], rows[0]["metered_kwh"], rows[0]["notes"]) == ("cho", "", "missing")


def test_a_running_period_says_up_to_which_day_it_is_asked() -> None:
    running = report(today=date(2026, 10, 21))
    assert "days up to 2026-10-20 are asked for" in flat(savings_html(running, facts(), "en"))
    begun = report(today=date(2026, 10, 1))
    assert "not one day of it is over" in flat(savings_html(begun, facts(), "en"))


def test_the_terminal_shows_the_same_figures() -> None:
    console = Console(file=io.StringIO(), width=200)
    console.print(savings_text(report(), report().by_street, facts(thd="[bold]Trần[/]"), "en"))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Saved 876.1 kWh" in text
    assert "[bold]Trần[/]" in text


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Simulated devices: nothing here was measured in a real street."),
    ("vi", "Thiết bị mô phỏng: không con số nào ở đây được đo trên đường phố thật."),
])  # fmt: skip
@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_devices_are_said_before_any_figure(
    language: Language, words: str, simulated: bool
) -> None:
    kept, told = report(), replace(facts(), simulated=simulated)
    energy = Energy(kept.by_street, kept.period)
    console, console_energy = (Console(file=io.StringIO(), width=200) for _ in range(2))
    console.print(savings_text(kept, kept.by_street, told, language))
    console_energy.print(energy_text(energy, told, language))
    for text in (console.file.getvalue(), console_energy.file.getvalue()):  # type: ignore[attr-defined]
        assert text.startswith(words) is simulated
        assert (words in text) is simulated
    for page in (savings_html(kept, told, language), energy_html(energy, told, language)):
        body = page.partition("<body>")[2].strip()
        assert body.startswith(f'<p class="simulated" role="note">{words}</p>') is simulated
        assert (words in flat(page)) is simulated


@pytest.mark.parametrize(("simulated", "cell"), [(True, "yes"), (False, "no")])
def test_files_for_programs_carry_whether_devices_are_simulated(simulated: bool, cell: str) -> None:
    kept, told = report(), replace(facts(), simulated=simulated)
    energy = Energy(kept.by_street, kept.period)
    for text in (savings_json(kept, told), energy_json(energy, told)):
        assert json.loads(text)["simulated"] is simulated
    for content in (savings_csv(kept.by_street, kept.period, told), energy_csv(energy, told)):
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert {row["simulated"] for row in rows} == {cell}


@pytest.mark.parametrize(("language", "words"), [
    ("en", "12.5 kWh in hours with a test of a cabinet, not counted on either side."),
    ("vi", "12,5 kWh trong các giờ có thử tủ, không tính vào bên nào."),
])  # fmt: skip
@pytest.mark.parametrize("known", [12, 3])
def test_energy_of_tests_is_told_whether_a_saving_is_stated_or_not(
    language: Language, words: str, known: int
) -> None:
    tested = replace(report(known=known), tested_kwh=Decimal("12.5"))
    assert tested.headline.refused is (known == 3)
    console = Console(file=io.StringIO(), width=300)
    console.print(savings_text(tested, tested.by_street, facts(), language))
    for text in (flat(savings_html(tested, facts(), language)), console.file.getvalue()):  # type: ignore[attr-defined]
        assert text.count(words) == 1


def priced(price: str, since: date) -> SavingsReport:
    """A report whose first span goes by that price."""
    kept = report()
    first = kept.tariffs[0]
    other = replace(first, tariff=replace(first.tariff, price_vnd_per_kwh=Decimal(price), since=since))
    return replace(kept, tariffs=(other, *kept.tariffs[1:]))


def test_a_price_that_nobody_declared_and_one_that_holds_only_later_are_said_beside_the_money() -> None:
    late = priced("2226", date(2027, 1, 1))
    told: dict[Language, str] = {"en": "Days before 2027-01-01", "vi": "trước 01/01/2027"}
    for language, said in told.items():
        assert said in rests_on_text(late, language)
        assert said in savings_html(late, facts(), language)
    free = rests_on_text(priced("0", date(2020, 1, 1)), "en")
    assert "No price of electricity is declared" in free
    assert "No price" not in rests_on_text(report(), "en")
    assert "Days before" not in rests_on_text(report(), "en")
