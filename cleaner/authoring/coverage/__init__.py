"""What rules do over many documents: counts, kept as a baseline, and the alarm that a layout changed."""
