"""What the markers of a guidance page stand for; only the build of the site needs it."""
