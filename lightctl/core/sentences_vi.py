"""What each layer says, in Vietnamese, with the keys of the English file."""

SENTENCES = {
    "plan.plan": (
        "Kế hoạch đêm nay (chế độ {profile}) đặt mức sáng {level} từ {since}; đèn bật lúc {on}, tắt "
        "lúc {off}."
    ),
    "plan.part-night": "Theo kế hoạch ({profile}), giờ này tuyến đường tắt đèn, từ {since}.",
    "plan.day.before": "Đang là ban ngày: theo kế hoạch ({profile}), đèn sẽ bật lúc {on}.",
    "plan.day": "Đang là ban ngày: theo kế hoạch ({profile}), đèn đã tắt lúc {off}.",
    "plan.no-night": "Đêm nay mặt trời không lặn đủ sâu nên kế hoạch ({profile}) không cần bật đèn.",
    "plan.too-short": "Theo kế hoạch ({profile}), đêm nay đèn chỉ sáng trong chốc lát nên không bật.",
    "plan.event": ("“{event}” diễn ra đến {until}: kế hoạch ({profile}) đặt mức sáng {level} từ {since}."),
    "traffic.flow.busy": (
        "Điểm đếm xe {place} ghi nhận {flow} xe/giờ lúc {since}: sáng đầy đủ {level} cho đến khi đếm "
        "đủ 10 phút cho phép giảm."
    ),
    "traffic.flow.least": (
        "Điểm đếm xe {place} ghi nhận {flow} xe/giờ lúc {since}: cấp {lower} thay cho {class} là đủ "
        "({wanted}), nhưng kế hoạch lúc này không cho thấp hơn {least}."
    ),
    "traffic.flow": (
        "Điểm đếm xe {place} ghi nhận {flow} xe/giờ lúc {since}: cấp chiếu sáng {lower} thay cho "
        "{class} là đủ, tức {level}."
    ),
    "traffic.neighbour.enough": (
        "Điểm đếm xe lân cận {place} ghi nhận {flow} xe/giờ lúc {since}; điểm này chỉ được phép tăng "
        "sáng ở đây, và {level} là đủ."
    ),
    "traffic.neighbour": (
        "Điểm đếm xe lân cận {place} ghi nhận {flow} xe/giờ lúc {since}, nên mức sáng ở đây được nâng"
        " lên {level}."
    ),
    "traffic.stale": (
        "Điểm đếm xe {place} không gửi số liệu mới, số liệu cuối có giá trị đến {since}; "
        "khi chưa rõ thì chiếu sáng đầy đủ {level}."
    ),
    "traffic.silent": (
        "Điểm đếm xe {place} không cho biết lưu lượng; khi chưa rõ thì chiếu sáng đầy đủ {level}."
    ),
    "traffic.silent.since": (
        "Điểm đếm xe {place} không cho biết lưu lượng từ {since}; khi chưa rõ thì chiếu sáng đầy đủ {level}."
    ),
    "traffic.jam": (
        "Giao thông tại {place} bị ùn tắc từ {since}; ùn tắc không phải là đường vắng nên chiếu sáng "
        "đầy đủ {level}."
    ),
    "traffic.absurd": (
        "Điểm đếm xe {place} báo số liệu vô lý (từ {since}); khi chưa rõ thì chiếu sáng đầy đủ {level}."
    ),
    "traffic.blind": (
        "Điểm đếm xe {place} hơn nửa giờ không đếm được xe nào vào giờ thường đông; có thể thiết bị bị che "
        "(từ {since}) nên chiếu sáng đầy đủ {level}."
    ),
    "traffic.typical.enough": (
        "Tuyến này không có điểm đếm xe; vào giờ này {place} thường có {flow} xe/giờ, và {level} là đủ."
    ),
    "traffic.typical": (
        "Tuyến này không có điểm đếm xe; vào giờ này {place} thường có {flow} xe/giờ nên mức sáng được nâng "
        "lên {level}."
    ),
    "weather.rain.enough": (
        "Trời mưa từ {since} (nguồn: {source}): đường ướt cần ít nhất {wanted}, mức {level} là đủ."
    ),
    "weather.rain": "Trời mưa từ {since} (nguồn: {source}): đường ướt cần sáng hơn, mức {level}.",
    "weather.fog.enough": "Sương mù từ {since} (nguồn: {source}) cần ít nhất {wanted}, mức {level} là đủ.",
    "weather.fog": "Sương mù từ {since} (nguồn: {source}): mức sáng được nâng lên {level}.",
    "weather.storm.enough": "Dông từ {since} (nguồn: {source}) cần ít nhất {wanted}, mức {level} là đủ.",
    "weather.storm": "Dông từ {since} (nguồn: {source}): mức sáng được nâng lên {level}.",
    "weather.dark-sky-early": "Trời tối sớm vì mây (nguồn: {source}) nên đèn bật sớm, ở mức {level}.",
    "weather.dark-sky-late": "Trời còn tối vì mây (nguồn: {source}) nên đèn tắt muộn hơn, ở mức {level}.",
    "sensor.dark-early": (
        "Cảm biến ánh sáng {sensor} thấy trời tối từ {since} nên đèn bật trước {planned}, ở mức {level}."
    ),
    "sensor.dark-late": (
        "Cảm biến ánh sáng {sensor} thấy trời còn tối từ {since} nên đèn sáng tiếp sau {planned}, ở mức "
        "{level}, muộn nhất đến {until}."
    ),
    "sensor.light-late": (
        "Cảm biến ánh sáng {sensor} thấy trời còn sáng từ {since} nên đèn bật muộn hơn {planned}, chậm nhất "
        "lúc {until}."
    ),
    "sensor.light-early": (
        "Cảm biến ánh sáng {sensor} thấy trời đã sáng từ {since} nên đèn tắt trước {planned}."
    ),
    "sensor.stale": (
        "Cảm biến ánh sáng {sensor} không gửi số liệu mới, số liệu cuối có giá trị đến {since}; "
        "bật tắt theo giờ mặt trời."
    ),
    "sensor.silent": (
        "Cảm biến ánh sáng {sensor} không cho biết trời tối hay sáng; bật tắt theo giờ mặt trời."
    ),
    "sensor.unsure": (
        "Cảm biến ánh sáng {sensor} chưa cho biết rõ trời tối hay sáng; bật tắt theo giờ mặt trời."
    ),
    "sensor.stuck": (
        "Cảm biến ánh sáng {sensor} không đổi qua hoàng hôn hoặc bình minh (thấy lúc {since}); bật tắt theo "
        "giờ mặt trời."
    ),
    "sensor.absurd": (
        "Cảm biến ánh sáng {sensor} báo trái với mặt trời từ {since} nên không được tin; bật tắt theo giờ "
        "mặt trời."
    ),
    "sensor.flood.enough": (
        "Nước ngập tại {station} từ {since} (mức từ {from_m} m): cần sáng đầy đủ, {level} là đủ."
    ),
    "sensor.flood": "Nước ngập tại {station} từ {since} (mức từ {from_m} m) nên chiếu sáng đầy đủ {level}.",
    "floor.profile": "Loại đường này khi bật đèn không bao giờ được dưới {floor} nên giữ ở mức đó.",
    "floor.street": "Tuyến đường này khi bật đèn không bao giờ được dưới {floor} nên giữ ở mức đó.",
    "floor.group": (
        "Vị trí này (nút giao, trường học, bệnh viện) khi bật đèn không bao giờ được dưới {floor} "
        "nên giữ ở mức đó."
    ),
    "override.override": "{owner} ra lệnh mức {level} cho {target} từ {since} đến {until}: “{reason}”.",
    "override.override-below-floor": (
        "{owner} ra lệnh mức {level} cho {target} từ {since} đến {until}, cố ý dưới mức tối thiểu {floor}: "
        "“{reason}”."
    ),
    "scene.scene": (
        "Kịch bản “{scene}” do {owner} bật đặt mức {level} cho {target} từ {since} đến {until}: “{reason}”."
    ),
    "scene.scene-below-floor": (
        "Kịch bản “{scene}” do {owner} bật đặt mức {level} cho {target} từ {since} đến {until}, cố ý dưới "
        "mức tối thiểu {floor}: “{reason}”."
    ),
    "emergency.emergency": (
        "Khẩn cấp: {owner} ra lệnh mức {level} cho {target} từ {since} đến {until}: “{reason}”."
    ),
    "lamp.virtual-output": (
        "Bộ đèn này ({luminaire}) đạt quang thông thiết kế khi bộ nguồn ở {virtual}, nên mức sáng {level}"
        " cần bộ nguồn ở {driver}."
    ),
    "lamp.constant-light": (
        "Bộ đèn này ({luminaire}) đã thắp {hours} giờ và còn {lumen} quang thông so với lúc mới; để ánh "
        "sáng không đổi suốt tuổi thọ, lúc này bộ nguồn chỉ cần {driver} cho mức sáng {level}."
    ),
    "lamp.warm-up": "Đèn này ({luminaire}) đang khởi động ở công suất tối đa đến {until} rồi mới giảm sáng.",
    "lamp.restrike": "Đèn này ({luminaire}) còn nóng và chưa thể bật lại trước {until}.",
    "lamp.ramp": "Đèn này đang giảm dần đến {level}; bước tiếp theo lúc {until}.",
    "lamp.minimum-level": "Đèn này ({luminaire}) không thể sáng thấp hơn {minimum} nên được đặt {level}.",
    "lamp.steps": (
        "Bộ điều khiển đèn chỉ nhận mức theo từng nấc nên được đặt nấc kế trên, {step} cho bộ nguồn thay vì "
        "{driver}; mức sáng không bao giờ dưới {level}."
    ),
    "lamp.contactor": (
        "Đèn này không điều chỉnh được mức sáng: lộ {circuit} đóng cắt cả lộ, cùng các lộ khác của tủ, để "
        "tuyến "
        "đường có ít nhất {level}."
    ),
    "protection.lockout": (
        "Lộ đèn đang bị khóa an toàn{circuit_named}, {owner} khóa cho tổ {crew} từ {since}, “{reason}”: "
        "có thể có người đang làm việc, không ai được đóng điện."
    ),
    "protection.lockout.itself": (
        "Lộ đèn bị {owner} tự động khóa an toàn{circuit_named} từ {since}, “{reason}”: phải để tắt cho đến "
        "khi có người kiểm tra và mở khóa."
    ),
    "protection.breaker": "Aptomat đã nhảy{circuit_named}: lộ đèn để tắt cho đến khi có người kiểm tra.",
    "protection.leakage": (
        "Có dòng rò xuống đất{circuit_named}: lộ đèn để tắt cho đến khi có người kiểm tra."
    ),
    "protection.local": (
        "Lộ đèn đang được điều khiển bằng tay tại tủ{circuit_named}: lệnh từ xa bị giữ lại."
    ),
    "protection": "Lộ đèn phải để tắt{circuit_named} ({rule}).",
    "": "{layer} ({rule}): {level}.",
}
