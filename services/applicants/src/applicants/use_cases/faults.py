"""Faults of sheets and forms as problems: where, what, how to mend it, in the caller's language."""

from kit.problem import FieldProblem

from applicants.domain.roster_reading import Fault


def sheet_problem(fault: Fault, language: str) -> FieldProblem:
    """A fault in a sheet, by row and column."""
    where = f"rows[{fault.row}].{fault.key}" if fault.key else f"rows[{fault.row}]"
    return FieldProblem(
        where=where, code=fault.refusal.code(), detail=_said(fault, language), row=fault.row, column=fault.header
    )


def form_problem(fault: Fault, language: str) -> FieldProblem:
    """A fault in a form, by field."""
    return FieldProblem(where=fault.key, code=fault.refusal.code(), detail=_said(fault, language))


def _said(fault: Fault, language: str) -> str:
    refusal = fault.refusal
    return " ".join(text for text in (refusal.detail(language), refusal.remedy(language)) if text)
