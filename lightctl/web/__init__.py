"""What the daemon tells and does over HTTP on its Unix socket."""

from lightctl.web.api import make_app
from lightctl.web.desk import Caller, Desk, NotAllowed
from lightctl.web.server import refuse_if_served, serve

__all__ = ["Caller", "Desk", "NotAllowed", "make_app", "refuse_if_served", "serve"]
