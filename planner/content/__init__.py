"""The data files as objects: clauses, checklist, risks, questions, forms and glossary."""
