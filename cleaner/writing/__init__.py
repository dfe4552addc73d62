"""Articles to what people and programs read: JSON Lines, text, Markdown."""
