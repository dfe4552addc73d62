"""Labels to an article: the body, its fields, and the account of every character."""
