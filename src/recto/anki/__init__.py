"""The Ankis of learners, which Recto asks what they hold and brings a new version: see `interface`."""
