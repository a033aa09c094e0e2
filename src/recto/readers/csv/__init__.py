"""Tables as Excel, LibreOffice, Google and Anki write them: CSV and TSV, with places."""

from recto.readers.csv.insert import column_of, with_cells, with_ids
from recto.readers.csv.table import Table, parse

__all__ = ["Table", "column_of", "parse", "with_cells", "with_ids"]
