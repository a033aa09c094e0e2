"""One file for each format that can be adopted; `registry` has a line for each."""
