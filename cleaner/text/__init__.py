"""What a text is, before any rule: folding, words, scripts, and the forms of dates and names."""
