"""A Modbus line that lies: a peer that spoils every reply in one of many ways, and campaigns against it."""
