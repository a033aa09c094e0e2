"""What can be said of a source: a place, a code of the catalogue, a sentence."""

from recto.diagnostics.codes import Code
from recto.diagnostics.diagnostic import (
    Diagnostic,
    Location,
    Severity,
    counted,
    has_errors,
    likest,
    printable,
    short,
    sorted_diagnostics,
)

__all__ = [
    "Code",
    "Diagnostic",
    "Location",
    "Severity",
    "counted",
    "has_errors",
    "likest",
    "printable",
    "short",
    "sorted_diagnostics",
]
