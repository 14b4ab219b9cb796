"""What the light should be, worked out a second time.

Nothing here imports lightctl: the site's YAML is read as plain strings, the sun comes from an
ephemeris table, and the rules are written down again from their sources.
"""
