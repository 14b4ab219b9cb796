"""What stands around the sentences, in English: the head, what was known, the lamp itself, the verdict."""

FRAME = {
    "head.now": "{lamp}: {level} now, decided on {at}",
    "head.past": "{lamp}: {level} on {asked}, decided on {at}",
    "stays": "stays {level}: {why}",
    "gone": "nothing more from {layers}",
    "history.override": "{level} until {until}, by {owner}{scene} “{reason}”",
    "history.scene": " (scene {scene})",
    "history.lamp": "asked for {asked}, accepted {accepted}, measured {measured}",
    "history.meter": "{kwh} kWh in the hour that began then",
    "holds": "It holds until {until} unless something changes.",
    "held": "It was to hold until {until} unless something changed.",
    "held.on": "It was to hold until {until}; nothing else was decided from then to {asked}.",
    "ends": "HISTORY ENDS on {at}: what was decided after that is not known.",
    "inputs": "What was known at {at}:",
    "input": "{what}: {says}, last word at {heard} ({age} old)",
    "unheard": "{what}: not a word yet",
    "learned": "{what}: learned from many days, so it has no age",
    "same": "the same since {since}",
    "same.flow": "asks for the same light since {since}",
    "says.flow": "{value} vehicles an hour",
    "says.calm": "neither rain nor fog",
    "says.rain": "rain",
    "says.fog": "fog",
    "says.storm": "thunderstorm",
    "says.dark": "dark",
    "says.light": "daylight",
    "says.level": "{value} m",
    "says.silent": "does not know",
    "says.stale": "too old to count",
    "says.jam": "a jam",
    "says.absurd": "not believed, it reports what cannot be",
    "says.blind": "not believed, it may be blind",
    "says.unsure": "not clear yet",
    "says.stuck": "not believed, it never changes",
    "kind.counter": "counter {what}",
    "kind.neighbour": "neighbouring counter {what}",
    "kind.typical": "the usual day of counter {what}",
    "kind.weather": "weather ({what})",
    "kind.light": "light sensor {what}",
    "kind.water": "water station {what}",
    "age.s": "{n} s",
    "age.min": "{n} min",
    "age.h": "{n} h",
    "lamp.now": (
        "The lamp itself, {state}: asked for {asked}, accepted {accepted}, measured {measured}{watts}{heard}."
    ),
    "lamp.past": (
        "The lamp itself at {heard}: asked for {asked}, accepted {accepted}, measured {measured}{watts}."
    ),
    "lamp.before": (
        "The lamp's last answer, at {heard}, is from before this decision: asked for {asked}, "
        "accepted {accepted}, measured {measured}{watts}."
    ),
    "lamp.heard": ", last heard at {heard}",
    "lamp.lost": "No answer of the lamp itself is kept from then.",
    "lamp.told": (
        "What the lamp made of the decision (from {first} on) is worked out again from its luminaire, its "
        "hours and what came before; it is not stored."
    ),
    "hours.lost": (
        "How long its light source had burned then is not kept, so how far its driver was raised is not "
        "known."
    ),
    "site": "Decided by lightctl {version} with site {site}.",
    "agrees": "Recomputed from these inputs by that site: agrees, in level and reasons.",
    "agrees.version": (
        "Recomputed from these inputs by that site and lightctl {now}: agrees, in level and reasons."
    ),
    "differs": (
        "Recomputed from these inputs by lightctl {now}: DIFFERS from the {layer} layer on, it gives {level}."
    ),
    "cannot.inputs": "CANNOT be recomputed: its inputs are not kept.",
    "cannot.damaged": (
        "CANNOT be recomputed: its inputs cannot be read, the stored row is damaged or was changed."
    ),
    "cannot.site": "CANNOT be recomputed: site {site} is not kept here.",
    "cannot.group": "CANNOT be recomputed: site {site} knows no {thing}.",
    "layer.plan": "plan",
    "layer.traffic": "traffic",
    "layer.weather": "weather",
    "layer.sensor": "sensor",
    "layer.floor": "floor",
    "layer.event": "event",
    "layer.scene": "scene",
    "layer.override": "override",
    "layer.emergency": "emergency",
    "layer.lamp": "lamp",
    "layer.protection": "protection",
    "state.verified": "doing as asked",
    "state.sent": "told, not yet acknowledged",
    "state.accepted": "acknowledged, not yet seen in effect",
    "state.in-effect": "doing as asked",
    "state.differs": "NOT doing as asked",
    "state.silent": "NOT ANSWERING",
    "state.unpowered": "without power",
    "state.unknown": "not heard yet",
}
