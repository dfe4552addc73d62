"""Labels for blocks that no rule claimed, where a document's source is unknown."""
