"""Connections without meaning: bytes go out, bytes come in, and the line may break."""

from lightctl.links.by_kind import LineDialer
from lightctl.links.memory import MemoryNetwork
from lightctl.links.port import Dialer, LinesDialer, Link, LinkListener, OnConnection
from lightctl.links.serial_port import SerialDialer
from lightctl.links.serving import PtyServer, TcpServer, serve_pty, serve_tcp
from lightctl.links.tcp import TcpDialer
from lightctl.links.topics import TopicDialer, TopicLink, TopicListener, TopicMessage

__all__ = [
    "Dialer",
    "LineDialer",
    "LinesDialer",
    "Link",
    "LinkListener",
    "MemoryNetwork",
    "OnConnection",
    "PtyServer",
    "SerialDialer",
    "TcpDialer",
    "TcpServer",
    "TopicDialer",
    "TopicLink",
    "TopicListener",
    "TopicMessage",
    "serve_pty",
    "serve_tcp",
]  # fmt: skip
