"""One device on the bench: tried against its driver file, or looked for on a line."""
