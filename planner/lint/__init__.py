"""Checks of the library and of what pages show of it, each with what to mend and how."""
