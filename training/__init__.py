"""How the weights of the scorer are made; see `training/README.md`."""
