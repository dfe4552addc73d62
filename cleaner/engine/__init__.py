"""Rules and blocks to labels: a pure function of both."""
