"""Who asks, as the kernel says."""

from typing import Annotated

from fastapi import Depends, Request

from lightctl.web.desk import Caller


def caller(request: Request) -> Caller:
    """The name the kernel gave for the connection; what a client says about itself is not read."""
    name, uid = request.client or ("unknown", -1)
    return Caller(name, uid)


Who = Annotated[Caller, Depends(caller)]
