"""The planner: facts of a secondment in, a plan out; no browser, no site builder, no clock."""
