"""Facts in, verdicts out: the model, the conditions and what they rest on; no wording of a plan."""
