"""A broker for contestants that publish, and the one answer that thingsboard-gateway waits for."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LIMITS = {"maxPayloadSize": 65536, "maxInflightMessages": 100, "rateLimits": {}, "gatewayRateLimits": {}}
RESPONDER = """
import sys, json, paho.mqtt.client as mqtt
limits = sys.argv[2]
def heard(client, _, message):
    client.publish(message.topic.replace("request", "response"), limits)
client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
client.on_message = heard
client.connect("127.0.0.1", int(sys.argv[1]))
client.subscribe("v1/devices/me/rpc/request/+")
client.loop_forever()
"""


@contextmanager
def broker(folder: Path) -> Iterator[int]:
    """A mosquitto on a free port of loopback, with the responder beside it."""
    program = shutil.which("mosquitto") or shutil.which("/usr/sbin/mosquitto")
    if program is None:
        raise RuntimeError("needs mosquitto")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    config = folder / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n", encoding="utf-8")
    processes = [subprocess.Popen([program, "-c", str(config)], stderr=subprocess.DEVNULL)]
    time.sleep(0.5)
    processes.append(subprocess.Popen([sys.executable, "-c", RESPONDER, str(port), json.dumps(LIMITS)]))
    try:
        yield port
    finally:
        for process in processes:
            process.kill()
            process.wait()
