"""YAML with places: text of a file to nodes that know their line and column.

The only package that knows the YAML library. It takes libyaml's events and builds plain
nodes itself, for three reasons: every scalar stays the text that was written (`no` is not
False, `1.10` is not 1.1), faults are gathered instead of raised, and 100,000 cards fit
into memory.
"""

from recto.readers.yaml.append import with_cards
from recto.readers.yaml.edits import with_edits
from recto.readers.yaml.files import parse, read
from recto.readers.yaml.ids import with_first_id, with_ids
from recto.readers.yaml.syntax import lacks_space
from recto.readers.yaml.written import as_flow_list, as_scalar

__all__ = [
    "as_flow_list",
    "as_scalar",
    "lacks_space",
    "parse",
    "read",
    "with_cards",
    "with_edits",
    "with_first_id",
    "with_ids",
]
