"""A lamp's story as a person reads it."""

from lightctl.cli.explain import lines

STORY = {
    "lamp": "thd-001", "at": "2026-11-20T22:10:00+07:00", "level": 55.0, "state": "verified",
    "valid_until": "2026-11-20T22:15:00+07:00", "told": ["First this.", "Then that."], "measured": 56.0,
    "heard": "2026-11-20T22:11:07+07:00",
}  # fmt: skip


def test_now_it_tells_what_the_lamp_itself_does() -> None:
    assert lines(STORY, "en", past=False) == [
        "thd-001: 55 %, decided at 2026-11-20 22:10:00",
        "  1. First this.",
        "  2. Then that.",
        "  It holds until 22:15 unless something changes.",
        "  The lamp itself: verified, measured 56 %, last heard at 22:11:07.",
    ]


def test_then_nobody_knows_the_lamp_any_more() -> None:
    told = lines({**STORY, "state": "", "measured": None}, "vi", past=True)
    assert told[0] == "thd-001: 55%, quyết định lúc 2026-11-20 22:10:00"
    assert told[-1].startswith("  Dự kiến giữ đến 22:15")
