"""What each layer says, in English; keys are layer.rule, finer ones first."""

SENTENCES = {
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
        "Counter {place} saw {flow} vehicles an hour at {since}: full light, {level}, until ten minutes of "
        "counting allow less."
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
        "This luminaire ({luminaire}) gives its design output with its driver at {virtual}, so {level} of"
        " light takes {driver} of the driver."
    ),
    "lamp.constant-light": (
        "This luminaire ({luminaire}) has burned {hours} h and still gives {lumen} of the light it gave "
        "when new; to keep its light the same over its life, {driver} of the driver is enough for {level}"
        " of light now."
    ),
    "lamp.warm-up": "This lamp ({luminaire}) warms up at full power until {until} before it may be dimmed.",
    "lamp.restrike": "This lamp ({luminaire}) is still hot and cannot light again before {until}.",
    "lamp.ramp": "This lamp is on its way to {level}, in steps; the next one is due at {until}.",
    "lamp.minimum-level": "This lamp ({luminaire}) cannot burn lower than {minimum}, so it gets {level}.",
    "lamp.steps": (
        "Its controller knows levels only in steps, so it is told the next one up, {step} for its driver "
        "instead of {driver}; the light is never under {level}."
    ),
    "lamp.contactor": (
        "This lamp has no dimmer: its circuit {circuit} is switched as a whole, with the others of its "
        "cabinet, "
        "so that the street gets at least {level}."
    ),
    "protection.lockout": (
        "Locked out{circuit_named} by {owner} for crew {crew} since {since}, “{reason}”: "
        "people may be working on it, so nothing may switch it on."
    ),
    "protection.lockout.itself": (
        "Locked out{circuit_named} by {owner} itself since {since}, “{reason}”: it stays dead until a person "
        "has inspected and released it."
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
