"""The plan in the forms people use, one module a format; no renderer knows a rule."""
