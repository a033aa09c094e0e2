"""A package for one learner: made of a release and of what the learner's Anki holds."""
