"""What people did in a plan: the plan file, their edits, and the changes between two plans."""
