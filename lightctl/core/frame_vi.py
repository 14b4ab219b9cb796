"""What stands around the sentences, in Vietnamese, with the keys of the English file."""

FRAME = {
    "head.now": "{lamp}: hiện ở mức {level}, quyết định lúc {at}",
    "head.past": "{lamp}: mức {level} lúc {asked}, quyết định lúc {at}",
    "stays": "giữ {level}: {why}",
    "gone": "không còn lý do từ {layers}",
    "history.override": "{level} đến {until}, do {owner}{scene} “{reason}”",
    "history.scene": " (kịch bản {scene})",
    "history.lamp": "lệnh {asked}, đã nhận {accepted}, đo được {measured}",
    "history.meter": "{kwh} kWh trong giờ bắt đầu từ lúc đó",
    "holds": "Giữ đến {until} nếu không có gì thay đổi.",
    "held": "Dự kiến giữ đến {until} nếu không có gì thay đổi.",
    "held.on": "Dự kiến giữ đến {until}; từ đó đến {asked} không có quyết định nào khác.",
    "ends": "LỊCH SỬ KẾT THÚC lúc {at}: không biết sau đó quyết định thế nào.",
    "inputs": "Số liệu đã biết lúc {at}:",
    "input": "{what}: {says}, tin cuối lúc {heard} ({age} trước)",
    "unheard": "{what}: chưa có tin nào",
    "learned": "{what}: học từ nhiều ngày nên không có tuổi",
    "same": "không đổi từ {since}",
    "same.flow": "mức sáng yêu cầu không đổi từ {since}",
    "says.flow": "{value} xe/giờ",
    "says.calm": "không mưa, không sương mù",
    "says.rain": "mưa",
    "says.fog": "sương mù",
    "says.storm": "dông",
    "says.dark": "trời tối",
    "says.light": "trời sáng",
    "says.level": "{value} m",
    "says.silent": "không rõ",
    "says.stale": "quá cũ, không còn giá trị",
    "says.jam": "ùn tắc",
    "says.absurd": "không được tin, số liệu vô lý",
    "says.blind": "không được tin, có thể bị che",
    "says.unsure": "chưa rõ",
    "says.stuck": "không được tin, số liệu không đổi",
    "kind.counter": "điểm đếm xe {what}",
    "kind.neighbour": "điểm đếm xe lân cận {what}",
    "kind.typical": "ngày thường lệ của điểm đếm xe {what}",
    "kind.weather": "thời tiết ({what})",
    "kind.light": "cảm biến ánh sáng {what}",
    "kind.water": "trạm mực nước {what}",
    "age.s": "{n} giây",
    "age.min": "{n} phút",
    "age.h": "{n} giờ",
    "lamp.now": (
        "Thực tế tại đèn, {state}: lệnh {asked}, đã nhận {accepted}, đo được {measured}{watts}{heard}."
    ),
    "lamp.past": "Thực tế tại đèn lúc {heard}: lệnh {asked}, đã nhận {accepted}, đo được {measured}{watts}.",
    "lamp.before": (
        "Tin cuối của đèn lúc {heard} có trước quyết định này: lệnh {asked}, đã nhận {accepted}, "
        "đo được {measured}{watts}."
    ),
    "lamp.heard": ", tin cuối lúc {heard}",
    "lamp.lost": "Không còn lưu tin trả lời nào của đèn lúc đó.",
    "lamp.told": (
        "Phần riêng của đèn (từ mục {first}) được tính lại từ bộ đèn, số giờ thắp và diễn biến trước đó, "
        "không được lưu."
    ),
    "hours.lost": (
        "Số giờ thắp của nguồn sáng lúc đó không còn được lưu nên không biết bộ nguồn được nâng bao nhiêu."
    ),
    "site": "Quyết định bởi lightctl {version} theo cấu hình {site}.",
    "agrees": "Tính lại từ các số liệu này theo cấu hình đó: mức sáng và lý do trùng khớp.",
    "agrees.version": (
        "Tính lại từ các số liệu này theo cấu hình đó bằng lightctl {now}: mức sáng và lý do trùng khớp."
    ),
    "differs": (
        "Tính lại từ các số liệu này bằng lightctl {now}: KHÔNG KHỚP từ lớp {layer}, kết quả là {level}."
    ),
    "cannot.inputs": "KHÔNG tính lại được: số liệu đầu vào không được lưu.",
    "cannot.damaged": "KHÔNG tính lại được: không đọc được số liệu đầu vào, bản ghi bị hỏng hoặc đã bị sửa.",
    "cannot.site": "KHÔNG tính lại được: cấu hình {site} không còn được lưu ở đây.",
    "cannot.group": "KHÔNG tính lại được: cấu hình {site} không có {thing}.",
    "layer.plan": "kế hoạch",
    "layer.traffic": "giao thông",
    "layer.weather": "thời tiết",
    "layer.sensor": "cảm biến",
    "layer.floor": "mức tối thiểu",
    "layer.event": "sự kiện",
    "layer.scene": "kịch bản",
    "layer.override": "lệnh vận hành",
    "layer.emergency": "khẩn cấp",
    "layer.lamp": "đèn",
    "layer.protection": "bảo vệ",
    "state.verified": "đúng như lệnh",
    "state.sent": "đã gửi lệnh, chưa xác nhận",
    "state.accepted": "đã nhận lệnh, chưa thấy thực hiện",
    "state.in-effect": "đúng như lệnh",
    "state.differs": "KHÔNG đúng như lệnh",
    "state.silent": "KHÔNG TRẢ LỜI",
    "state.unpowered": "chưa có điện",
    "state.unknown": "chưa có tin",
}
