"""What people did in a plan: the file that they keep, their edits, and what moved between two."""
