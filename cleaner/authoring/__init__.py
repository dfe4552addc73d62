"""For people who write rules: cases, and why a block is what it is."""
