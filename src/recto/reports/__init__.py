"""Results as text, for people and for programs. Nothing here prints.

Named here is what a build, a check or a diff tells. What other commands tell stands in the modules
of their names, which know rooms that a build needn't wait for.
"""

from recto.reports.by_hand import retired_keys, search_for
from recto.reports.changelog import changelog_lines
from recto.reports.changes import diff_json, diff_lines, forecast_json
from recto.reports.diagnostics import (
    check_json,
    check_summary,
    detail_lines,
    diagnostic_line,
    github_line,
)
from recto.reports.written import (
    built_lines,
    made_lines,
    pictured_line,
    pinned_lines,
    rebuilt_lines,
    recovered_line,
)

__all__ = [
    "built_lines",
    "changelog_lines",
    "check_json",
    "check_summary",
    "detail_lines",
    "diagnostic_line",
    "diff_json",
    "diff_lines",
    "forecast_json",
    "github_line",
    "made_lines",
    "pictured_line",
    "pinned_lines",
    "rebuilt_lines",
    "recovered_line",
    "retired_keys",
    "search_for",
]
