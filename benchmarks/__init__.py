"""What lightctl costs, measured on the machine at hand: `python -m benchmarks [name…]`.

Nothing here passes or fails: the aims stand beside the figures. Compared things run in turn within one
run, and medians are told, because two machines, or two minutes of one, are not the same machine.
"""
