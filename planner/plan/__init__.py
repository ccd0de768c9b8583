"""The plan of one case: checklist, documents, costs and days, made from facts and library."""
