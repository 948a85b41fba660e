"""The desk's ten moments, played in a browser against a fresh demo paper (`make moments`)."""
