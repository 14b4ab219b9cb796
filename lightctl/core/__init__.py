"""The night's arithmetic: pure functions of what is known, the site and now."""
