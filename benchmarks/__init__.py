"""Measurements: each as a ratio of two things timed in one run, since machines differ and are busy."""
