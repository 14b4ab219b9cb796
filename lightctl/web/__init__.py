"""What the daemon tells and does over HTTP on its Unix socket."""

from lightctl.web.api import make_app
from lightctl.web.desk import Caller, Desk, NotAllowed
from lightctl.web.server import serve

__all__ = ["Caller", "Desk", "NotAllowed", "make_app", "serve"]
