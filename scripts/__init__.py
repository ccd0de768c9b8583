"""What builds, serves and measures the site; nothing here reaches a reader's browser."""
