"""The plan as files, one module a format; no renderer contains a rule."""
