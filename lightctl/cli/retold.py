"""What `explain` adds to a stored decision: how old its inputs were, and what a recomputation says."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import lightctl
from lightctl.core.decision import Decision
from lightctl.core.nights import Nights
from lightctl.core.retelling import Retold, Verdict, ages_of, retell
from lightctl.errors import SiteError
from lightctl.site.kept import kept_site
from lightctl.store import Recorded

_SAID = {
    "en": {
        Verdict.AGREES: "Recomputed from these inputs by site {site}: agrees.",
        Verdict.DIFFERS: "Recomputed by site {site}: DIFFERS from the {why} layer on, it gives {level}.",
        Verdict.CANNOT: "Cannot be recomputed: the decision does not hold everything that {why} said.",
        "lost": "Cannot be recomputed: site {site} is not kept here.",
        "version": "It was decided by version {then}, recomputed by {now}.",
        "ages": "Inputs at {at}: {inputs}.",
        "age": "{what} has said so for {minutes} min",
    },
    "vi": {
        Verdict.AGREES: "Tính lại từ các số liệu này theo cấu hình {site}: trùng khớp.",
        Verdict.DIFFERS: "Tính lại theo cấu hình {site}: KHÁC từ lớp {why}, kết quả là {level}.",
        Verdict.CANNOT: "Không tính lại được: quyết định không lưu đủ số liệu của {why}.",
        "lost": "Không tính lại được: cấu hình {site} không còn được lưu ở đây.",
        "version": "Quyết định bởi phiên bản {then}, tính lại bằng phiên bản {now}.",
        "ages": "Số liệu lúc {at}: {inputs}.",
        "age": "{what} báo như vậy đã {minutes} phút",
    },
}  # fmt: skip
_LAYERS_VI = {
    "plan": "kế hoạch", "traffic": "giao thông", "weather": "thời tiết", "sensor": "cảm biến",
    "floor": "mức tối thiểu", "event": "sự kiện", "scene": "kịch bản", "override": "lệnh vận hành",
    "emergency": "khẩn cấp", "lamp": "đèn", "protection": "bảo vệ",
}  # fmt: skip


def retold(recorded: Recorded, state: Path, at: datetime, language: str, zone: ZoneInfo) -> dict[str, Any]:
    """`inputs` with their ages at the instant asked for, `recomputed` and the sentences of both."""
    decision, digest = recorded.decision, recorded.site
    try:
        site = kept_site(state, digest)
    except SiteError:
        done: Retold | None = None
    else:
        nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
        done = retell(decision, site.plant, nights, site.sensors)
    said = [*_ages(decision, at, language, zone), _verdict(done, digest, language)]
    if done is not None and recorded.version != lightctl.__version__:
        said.append(_SAID[language]["version"].format(then=recorded.version, now=lightctl.__version__))
    return {
        "inputs": [
            {"layer": age.layer, "what": age.what, "since": age.since.astimezone(zone).isoformat(),
             "age_s": age.age.total_seconds()}
            for age in ages_of(decision, at)
        ],
        "recomputed": done.verdict.value if done else Verdict.CANNOT.value,
        "why": done.why if done else f"site {digest[:12]} is not kept",
        "notes": said,
    }  # fmt: skip


def _ages(decision: Decision, at: datetime, language: str, zone: ZoneInfo) -> list[str]:
    words = _SAID[language]
    ages = [
        words["age"].format(what=age.what, minutes=round(age.age.total_seconds() / 60))
        for age in ages_of(decision, at)
    ]
    told = words["ages"].format(at=f"{at.astimezone(zone):%H:%M}", inputs="; ".join(ages))
    return [told] if ages else []


def _verdict(done: Retold | None, digest: str, language: str) -> str:
    words = _SAID[language]
    if done is None:
        return words["lost"].format(site=digest[:12])
    why = _LAYERS_VI.get(done.why, done.why) if language == "vi" else done.why
    level = "–" if done.level is None else f"{done.level:g} %"
    return words[done.verdict].format(site=digest[:12], why=why, level=level)
