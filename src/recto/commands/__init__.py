"""The verbs of the command line; all walk one pipeline. Nothing here prints."""
