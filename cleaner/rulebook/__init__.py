"""The rule language: what a rule file says and what it means."""
