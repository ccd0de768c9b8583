"""The build, a test server and measurements; no module here runs in a reader's browser."""
