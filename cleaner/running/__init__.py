"""Many documents: in order, on one or several processes, with nothing lost."""
