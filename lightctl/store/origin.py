"""Where a history's figures come from: once simulated devices fed it, it says so for good."""

from collections.abc import Mapping

from lightctl.store.store import Store

KEY = "field"
_SIMULATED = '"simulated"'


async def mark_simulated(store: Store) -> None:
    """Note that simulated devices feed this history; nothing takes it back. Raises StoreError."""
    if not is_simulated(await store.load_states()):
        await store.save_state(KEY, _SIMULATED)


def is_simulated(states: Mapping[str, str]) -> bool:
    """Whether simulated devices ever fed the history with these states."""
    return states.get(KEY) == _SIMULATED
