"""What each layer says, as sentences in English and Vietnamese; keys are layer.rule, finer ones first."""

from collections.abc import Mapping

ENGLISH = {
    "plan.plan": (
        "Tonight's plan (profile {profile}) gives {level} since {since}; the lamps are on from {on} to {off}."
    ),
    "plan.part-night": "By plan ({profile}) this street is dark at this hour, since {since}.",
    "plan.day.before": "It is day: by plan ({profile}) the lamps come on at {on}.",
    "plan.day": "It is day: by plan ({profile}) the lamps went off at {off}.",
    "plan.no-night": "The sun stays up tonight, so the plan ({profile}) wants no light.",
    "plan.too-short": "By plan ({profile}) the lamps would burn for moments only tonight, and stay off.",
    "plan.event": "“{event}” is on until {until}: the plan ({profile}) gives {level} since {since}.",
    "traffic.flow.busy": (
        "Counter {place} saw {flow} vehicles an hour at {since}: busy enough for full light, {level}."
    ),
    "traffic.flow.least": (
        "Counter {place} saw {flow} vehicles an hour at {since}: class {lower} would do instead of "
        "{class} ({wanted}), but the plan allows no less than {least} now."
    ),
    "traffic.flow": (
        "Counter {place} saw {flow} vehicles an hour at {since}: class {lower} will do instead of "
        "{class}, which is {level}."
    ),
    "traffic.neighbour.enough": (
        "The neighbouring counter {place} saw {flow} vehicles an hour at {since}; it may only raise "
        "the light here, and {level} is enough."
    ),
    "traffic.neighbour": (
        "The neighbouring counter {place} saw {flow} vehicles an hour at {since}, so the light here "
        "is raised to {level}."
    ),
    "traffic.stale": (
        "Counter {place} has sent nothing new; its last count was good until {since}. "
        "In doubt the street is fully lit, {level}."
    ),
    "traffic.silent": (
        "Counter {place} does not say how much traffic there is; in doubt the street is fully lit, {level}."
    ),
    "traffic.silent.since": (
        "Counter {place} has not said since {since} how much traffic there is; in doubt the street is "
        "fully lit, {level}."
    ),
    "traffic.jam": (
        "Traffic at {place} has been jammed since {since}; a jam is not an empty street, so it is "
        "fully lit, {level}."
    ),
    "traffic.absurd": (
        "Counter {place} reports what cannot be (since {since}); in doubt the street is fully lit, {level}."
    ),
    "traffic.blind": (
        "Counter {place} has counted nothing for more than half an hour, at an hour at which it usually "
        "counts many; it may be blind (since {since}), so the street is fully lit, {level}."
    ),
    "traffic.typical.enough": (
        "This street has no counter; on such days {place} usually sees {flow} vehicles an hour now, and "
        "{level} is enough."
    ),
    "traffic.typical": (
        "This street has no counter; on such days {place} usually sees {flow} vehicles an hour now, so the "
        "light is raised to {level}."
    ),
    "weather.rain.enough": (
        "It has rained since {since} (source: {source}): a wet street needs at least {wanted}, "
        "and {level} is enough."
    ),
    "weather.rain": "It has rained since {since} (source: {source}): a wet street needs more light, {level}.",
    "weather.fog.enough": (
        "Fog since {since} (source: {source}) asks for at least {wanted}, and {level} is enough."
    ),
    "weather.fog": "Fog since {since} (source: {source}): the light is raised to {level}.",
    "weather.storm.enough": (
        "Thunderstorm since {since} (source: {source}) asks for at least {wanted}, and {level} is enough."
    ),
    "weather.storm": "Thunderstorm since {since} (source: {source}): the light is raised to {level}.",
    "weather.dark-sky-early": "The sky is dark (source: {source}), so the lamps come on early, at {level}.",
    "weather.dark-sky-late": (
        "The sky is still dark (source: {source}), so the lamps stay on longer, at {level}."
    ),
    "sensor.dark-early": (
        "Light sensor {sensor} has seen the dark since {since}, so the lamps come on before {planned}, "
        "at {level}."
    ),
    "sensor.dark-late": (
        "Light sensor {sensor} has seen the dark since {since}, so the lamps stay on after {planned}, at "
        "{level}, at the latest until {until}."
    ),
    "sensor.light-late": (
        "Light sensor {sensor} has seen daylight since {since}, so the lamps come on later than {planned}, "
        "at the latest at {until}."
    ),
    "sensor.light-early": (
        "Light sensor {sensor} has seen daylight since {since}, so the lamps went off before {planned}."
    ),
    "sensor.stale": (
        "Light sensor {sensor} has sent nothing new, its last word was good until {since}; the sun decides."
    ),
    "sensor.silent": "Light sensor {sensor} does not say how dark it is; the sun decides.",
    "sensor.unsure": "Light sensor {sensor} has not yet been clear about how dark it is; the sun decides.",
    "sensor.stuck": (
        "Light sensor {sensor} did not change over dusk or dawn (seen at {since}); the sun decides."
    ),
    "sensor.absurd": (
        "Light sensor {sensor} contradicts the sun since {since}, so it is not believed; the sun decides."
    ),
    "sensor.flood.enough": (
        "Water has stood at {station} since {since} (from {from_m} m on): full light, and {level} is that."
    ),
    "sensor.flood": (
        "Water stands at {station} (since {since}, from {from_m} m on), so the street is fully lit: {level}."
    ),
    "floor.profile": "This kind of street may never fall below {floor} while it is lit, so it stays there.",
    "floor.street": "This street may never fall below {floor} while it is lit, so it stays there.",
    "floor.group": (
        "This place (a crossing, a school, a hospital) may never fall below {floor} while it is lit, "
        "so it stays there."
    ),
    "override.override": "{owner} ordered {level} for {target} from {since} to {until}: “{reason}”.",
    "override.override-below-floor": (
        "{owner} ordered {level} for {target} from {since} to {until}, knowingly under the floor of {floor}: "
        "“{reason}”."
    ),
    "scene.scene": (
        "The scene “{scene}”, started by {owner}, asks for {level} on {target} from {since} to {until}: "
        "“{reason}”."
    ),
    "scene.scene-below-floor": (
        "The scene “{scene}”, started by {owner}, asks for {level} on {target} from {since} to {until}, "
        "knowingly under the floor of {floor}: “{reason}”."
    ),
    "emergency.emergency": (
        "Emergency: {owner} ordered {level} for {target} from {since} to {until}: “{reason}”."
    ),
    "lamp.virtual-output": (
        "This luminaire ({luminaire}) gives its design output with its driver at {virtual}, "
        "so the driver is told {driver} for {level} of light."
    ),
    "lamp.constant-light": (
        "This luminaire ({luminaire}) has burned {hours} h and still gives {lumen} of its light when new; "
        "to keep its light constant over its life the driver is told {driver} for {level} of light."
    ),
    "lamp.warm-up": "This lamp ({luminaire}) warms up at full power until {until} before it may be dimmed.",
    "lamp.restrike": "This lamp ({luminaire}) is still hot and cannot light again before {until}.",
    "lamp.ramp": "This lamp is on its way to {level}, in steps; the next one is due at {until}.",
    "lamp.minimum-level": "This lamp ({luminaire}) cannot burn lower than {minimum}, so it gets {level}.",
    "protection.lockout": (
        "Locked out{circuit_named} by {owner} for crew {crew} since {since}, “{reason}”: "
        "people may be working on it, so nothing may switch it on."
    ),
    "protection.breaker": (
        "The breaker has tripped{circuit_named}: the circuit stays off until somebody has looked at it."
    ),
    "protection.leakage": (
        "Current leaks to earth{circuit_named}: the circuit stays off until somebody has looked at it."
    ),
    "protection.local": (
        "The circuit is switched by hand at its cabinet{circuit_named}: commands from afar are held back."
    ),
    "protection": "The circuit must stay off{circuit_named} ({rule}).",
    "": "{layer} ({rule}): {level}.",
}

VIETNAMESE = {
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
        "Điểm đếm xe {place} ghi nhận {flow} xe/giờ lúc {since}: đường đông, cần sáng đầy đủ {level}."
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
        "Bộ đèn này ({luminaire}) đạt quang thông thiết kế khi bộ nguồn ở {virtual}, "
        "nên bộ nguồn được đặt {driver} để cho mức sáng {level}."
    ),
    "lamp.constant-light": (
        "Bộ đèn này ({luminaire}) đã thắp {hours} giờ và còn {lumen} quang thông so với lúc mới; "
        "để giữ ánh sáng không đổi suốt tuổi thọ, bộ nguồn được đặt {driver} cho mức sáng {level}."
    ),
    "lamp.warm-up": "Đèn này ({luminaire}) đang khởi động ở công suất tối đa đến {until} rồi mới giảm sáng.",
    "lamp.restrike": "Đèn này ({luminaire}) còn nóng và chưa thể bật lại trước {until}.",
    "lamp.ramp": "Đèn này đang giảm dần đến {level}; bước tiếp theo lúc {until}.",
    "lamp.minimum-level": "Đèn này ({luminaire}) không thể sáng thấp hơn {minimum} nên được đặt {level}.",
    "protection.lockout": (
        "Lộ đèn đang bị khóa an toàn{circuit_named}, {owner} khóa cho tổ {crew} từ {since}, “{reason}”: "
        "có thể có người đang làm việc, không ai được đóng điện."
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

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "vi": VIETNAMESE}
