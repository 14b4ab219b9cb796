"""The words of a rehearsal's page, in English and Vietnamese."""

from lightctl.rehearsal import Note

WORDS = {
    "title": Note("Rehearsal", "Diễn tập"),
    "compared": Note("Profiles compared", "So sánh các chế độ chiếu sáng"),
    "to": Note("to", "đến"),
    "nights": Note("nights", "đêm"),
    "night": Note("night", "đêm"),
    "mark": Note("Simulated: computed, not measured", "Mô phỏng: số liệu tính toán, không phải số đo"),
    "about": Note(
        "A simulation of the site's own plans, recordings and power curves; losses, failures and slow "
        "devices are not in it. The old lamps are the site's declared baselines.",
        "Mô phỏng theo kế hoạch, số liệu ghi và đường công suất của chính thành phố; chưa kể tổn thất, "
        "hư hỏng và thiết bị chậm. Đèn cũ lấy theo đường cơ sở đã khai báo.",
    ),
    "each_against": Note(
        "Each file stands in for the profile that it replaces; everything else stays as it is today. "
        "All are compared with today's site over the same nights and the same recordings.",
        "Mỗi tệp thay cho chế độ tương ứng, mọi thứ khác giữ như hiện nay. Tất cả được so với hiện nay trên "
        "cùng các đêm và cùng số liệu ghi.",
    ),
    "hours": Note(
        "Lit hours of an average lamp in an average night, by level of light",
        "Số giờ sáng của một đèn trung bình trong một đêm trung bình, theo mức sáng",
    ),
    "energy": Note("Energy", "Điện năng"),
    "where": Note("Where it differs", "Khác nhau ở đâu"),
    "rests": Note("What this rests on", "Cơ sở của số liệu"),
    "variant": Note("variant", "phương án"),
    "replaces": Note("replaces", "thay cho"),
    "streets": Note("streets", "số tuyến"),
    "lamps": Note("lamps", "số đèn"),
    "lit": Note("lit h", "giờ sáng"),
    "used": Note("kWh", "kWh"),
    "old": Note("old lamps kWh", "đèn cũ kWh"),
    "saved": Note("saved kWh", "tiết kiệm kWh"),
    "saved_percent": Note("saved %", "tiết kiệm %"),
    "dimming": Note("of it by dimming kWh", "trong đó nhờ giảm sáng kWh"),
    "against": Note("saved against today kWh", "tiết kiệm so với hiện nay kWh"),
    "against_percent": Note("%", "%"),
    "range": Note("in one night, least … most kWh", "một đêm, ít nhất … nhiều nhất kWh"),
    "cost": Note("saved against today đ with VAT", "tiết kiệm so với hiện nay, đ đã gồm thuế GTGT"),
    "of_old": Note("saved against the old lamps %", "tiết kiệm so với đèn cũ %"),
    "typical": Note("lit by a typical day %", "sáng theo ngày điển hình %"),
    "doubted": Note("lit with a counter in doubt %", "sáng khi không tin được trạm đếm %"),
    "street": Note("street", "tuyến"),
    "profile": Note("profile", "chế độ"),
    "day": Note("night", "đêm"),
    "month": Note("month", "tháng"),
    "today": Note("as it is", "hiện nay"),
    "total": Note("total", "tổng cộng"),
    "more": Note(
        "and {count} more, none with a greater difference", "và {count} tuyến khác, không tuyến nào chênh hơn"
    ),
    "same": Note("nothing differs on any street", "không tuyến nào khác"),
    "curves": Note("power curves", "đường công suất"),
    "all_typical": Note(
        "{share} % of the lit lamp-hours rest on a typical day, not on a count of that night",
        "{share} % giờ sáng dựa vào ngày điển hình, không phải số đếm của đêm đó",
    ),
    "all_doubted": Note(
        "in {share} % of the lit lamp-hours a counter was silent, stale, blind, absurd or jammed: full light",
        "{share} % giờ sáng có trạm đếm im lặng, quá cũ, mù, vô lý hoặc kẹt xe: sáng đủ mức",
    ),
}


def say(key: str, language: str, **facts: object) -> str:
    """A word or sentence in that language."""
    text = WORDS[key].told(language)
    return text.format(**facts) if facts else text
