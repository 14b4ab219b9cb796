"""The other pollers, each as its documentation configures it, and what they are started with."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.peers.farm import FIRST, READ, VALUES

READS = VALUES // READ
MODPOLL = "modpoll==1.6.0"
THINGSBOARD = "thingsboard-gateway==3.8.5"
NODE_PACKAGES = {
    "name": "peers",
    "private": True,
    "dependencies": {"node-red": "4.1.15", "node-red-contrib-modbus": "5.45.2"},
    # Its own fork of modbus-serial lies outside npm.
    "overrides": {"@openp4nr/modbus-serial": "npm:modbus-serial@8.0.23"},
}


def python_of(tools: Path, package: str) -> Path:
    """The bin folder of a virtual environment that holds the package; made when it is missing."""
    home = tools / package.partition("=")[0]
    if not (home / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(home / "bin" / "pip"), "install", "-q", package], check=True)
        (home / "ready").touch()
    return home / "bin"


def node_red_of(tools: Path) -> Path:
    """The folder with Node-RED in it; raises RuntimeError where it cannot be installed."""
    home = tools / "node"
    if not (home / "ready").exists():
        if shutil.which("npm") is None:
            raise RuntimeError("Node-RED needs npm")
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text(json.dumps(NODE_PACKAGES), encoding="utf-8")
        done = subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund"], cwd=home, check=False, capture_output=True
        )
        if done.returncode:
            raise RuntimeError("npm could not install Node-RED")
        (home / "ready").touch()
    return home


def pymodbus_words(port: int, cabinets: int) -> list[str]:
    """The bare poller on pymodbus's asynchronous client."""
    return [sys.executable, "-m", "benchmarks.peers.bare", str(port), str(cabinets)]


def modpoll_words(tools: Path, folder: Path, port: int, cabinets: int) -> list[str]:
    """Modpoll asks units in turn on one connection; it publishes nothing here."""
    rows = []
    for cabinet in range(cabinets):
        rows.append(f"device,cabinet{cabinet},{cabinet % 247 + 1},,")
        for block in range(READS):
            start = FIRST + block * READ
            rows.append(f"poll,input_register,{start},{READ},BE_BE")
            rows += [f"ref,v{start + n},{start + n},uint16,r" for n in range(READ)]
    config = folder / "modpoll.csv"
    config.write_text("\n".join(rows) + "\n", encoding="utf-8")
    program = python_of(tools, MODPOLL) / "modpoll"
    return [str(program), "--tcp", "127.0.0.1", "--tcp-port", str(port), "-f", str(config), "-r", "1",
            "--interval", "0", "-d"]  # fmt: skip


def node_red_words(tools: Path, folder: Path, port: int, cabinets: int) -> list[str]:
    """Node-RED with contrib-modbus: five reads a second from each cabinet, arrays handed on unread."""
    home = node_red_of(tools)
    flow: list[dict[str, object]] = [{"id": "tab", "type": "tab", "label": "farm"}]
    for cabinet in range(cabinets):
        flow.append(_node_client(cabinet, port + cabinet))
        flow += [_node_read(cabinet, block) for block in range(READS)]
    user = folder / "node-red"
    user.mkdir(exist_ok=True)
    (user / "flows.json").write_text(json.dumps(flow), encoding="utf-8")
    (user / "package.json").write_text(json.dumps({"name": "u", "version": "0.0.1"}), encoding="utf-8")
    settings = (
        f"module.exports={{nodesDir:[{json.dumps(str(home / 'node_modules' / 'node-red-contrib-modbus'))}],"
    )
    settings += "flowFile:'flows.json',uiPort:0,disableEditor:true,logging:{console:{level:'error'}}};"
    (user / "settings.js").write_text(settings, encoding="utf-8")
    return ["node", str(home / "node_modules" / "node-red" / "red.js"), "-u", str(user),
            "-s", str(user / "settings.js")]  # fmt: skip


def _node_client(cabinet: int, port: int) -> dict[str, object]:
    return {
        "id": f"c{cabinet}", "type": "modbus-client", "name": f"cabinet {cabinet}", "clienttype": "tcp",
        "bufferCommands": True, "stateLogEnabled": False, "queueLogEnabled": False,
        "failureLogEnabled": False,
        "tcpHost": "127.0.0.1", "tcpPort": str(port), "tcpType": "DEFAULT", "unit_id": "2",
        "commandDelay": "1", "clientTimeout": "2000", "reconnectOnTimeout": True, "reconnectTimeout": "2000",
        "parallelUnitIdsAllowed": True, "serialType": "RTU-BUFFERD", "serialConnectionDelay": "100",
        "showErrors": False, "showWarnings": False, "showLogs": False,
    }  # fmt: skip


def _node_read(cabinet: int, block: int) -> dict[str, object]:
    return {
        "id": f"r{cabinet}x{block}", "type": "modbus-read", "z": "tab", "name": "", "topic": "",
        "showStatusActivities": False, "logIOActivities": False, "showErrors": False, "showWarnings": False,
        "unitid": "2", "dataType": "InputRegister", "adr": str(FIRST + block * READ), "quantity": str(READ),
        "rate": "1", "rateUnit": "s", "delayOnStart": False, "startDelayTime": "", "server": f"c{cabinet}",
        "useIOFile": False, "ioFile": "", "useIOForPayload": False, "emptyMsgOnFail": False, "x": 10, "y": 10,
        "wires": [[], []],
    }  # fmt: skip


def thingsboard_words(tools: Path, folder: Path, port: int, cabinets: int, broker: int) -> list[str]:
    """thingsboard-gateway's Modbus connector, publishing to a broker of ours."""
    home = folder / "thingsboard"
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "logs").mkdir(exist_ok=True)
    gateway = {
        "thingsboard": {
            "host": "127.0.0.1", "port": broker, "remoteShell": False, "remoteConfiguration": False,
            "statistics": {"enable": False}, "checkingDeviceActivity": {"checkDeviceInactivity": False},
            "security": {"type": "accessToken", "accessToken": "farm"}, "qos": 0, "minPackSendDelayMS": 50,
            "minPackSizeToSend": 500, "checkConnectorsConfigurationInSeconds": 3600,
            "handleDeviceRenaming": False,
        },
        "storage": {"type": "memory", "read_records_count": 1000, "max_records_count": 100000},
        "grpc": {"enabled": False},
        "connectors": [{"type": "modbus", "name": "Modbus", "configuration": "modbus.json"}],
    }  # fmt: skip
    slaves = [_thingsboard_slave(cabinet, port + cabinet) for cabinet in range(cabinets)]
    modbus = {"name": "Modbus", "logLevel": "ERROR", "master": {"slaves": slaves}}
    (home / "config" / "tb_gateway.json").write_text(json.dumps(gateway), encoding="utf-8")
    (home / "config" / "modbus.json").write_text(json.dumps(modbus), encoding="utf-8")
    program = python_of(tools, THINGSBOARD) / "python"
    start = "from thingsboard_gateway.tb_gateway import daemon; daemon()"
    places = [f"TB_GW_CONFIG_DIR={home / 'config'}/", f"TB_GW_LOGS_PATH={home / 'logs'}"]
    return ["env", *places, "TB_GW_DEV_MODE=false", str(program), "-c", start]


def _thingsboard_slave(cabinet: int, port: int) -> dict[str, object]:
    series = [
        {"tag": f"b{block}", "type": "16uint", "functionCode": 4, "objectsCount": READ,
         "address": FIRST + block * READ}
        for block in range(READS)
    ]  # fmt: skip
    return {
        "host": "127.0.0.1", "port": port, "type": "tcp", "method": "socket", "timeout": 2,
        "byteOrder": "BIG", "wordOrder": "BIG", "retries": False, "retryOnEmpty": False,
        "retryOnInvalid": False, "pollPeriod": 1000,
        "unitId": 2, "deviceName": f"cabinet {cabinet}", "deviceType": "default",
        "connectAttemptTimeMs": 5000, "connectAttemptCount": 5, "waitAfterFailedAttemptsMs": 10000,
        "sendDataOnlyOnChange": True, "attributes": [], "timeseries": series,
        "attributeUpdates": [], "rpc": [],
    }  # fmt: skip
