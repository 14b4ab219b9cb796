"""Connections without meaning: bytes go out, bytes come in, and the line may break."""

from lightctl.links.port import Dialer, Link, LinkListener

__all__ = ["Dialer", "Link", "LinkListener"]
