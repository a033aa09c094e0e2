"""Tables as Excel, LibreOffice, Google and Anki write them: CSV and TSV, with places."""

from recto.readers.csv.insert import id_column, with_ids
from recto.readers.csv.table import Table, parse

__all__ = ["Table", "id_column", "parse", "with_ids"]
