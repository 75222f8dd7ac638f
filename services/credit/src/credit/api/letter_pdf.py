"""Letters as PDF, with an embedded Chinese font; the same letter is always the same bytes."""

from datetime import UTC, datetime, time
from io import BytesIO

from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos
from fpdf.fonts import FontFace
from pylopdf_fonts_zh_cn import sans_path, serif_path

from credit.domain.letter_text import Language, LetterText, Section, text_of
from credit.domain.letters import Letter

_TEXT, _HEAD = "NotoSansSC", "NotoSerifSC"
_MARGIN_MM = 20
_LINE_MM = 5.4
_INK, _RULE, _SHADE = (28, 32, 38), (150, 156, 164), (240, 242, 245)
_WIDTHS = {3: (60, 55, 55), 5: (36, 30, 36, 20, 48)}
"""Columns of tables in millimetres, by their number; together the width of the text."""


def letter_pdf(letter: Letter, language: Language) -> bytes:
    """An A4 document; less than a second, so run it in a thread."""
    text = text_of(letter, language)
    sheet = _Sheet(text, letter, language)
    sheet.set_lang("zh-CN" if language == "zh" else "en")
    sheet.add_page()
    sheet.head()
    for section in text.sections:
        sheet.section(section)
    sheet.close_letter()
    content = BytesIO()
    sheet.output(content)
    return content.getvalue()


class _Sheet(FPDF):
    """One letter; the footer of each page carries the number and the verification code."""

    def __init__(self, text: LetterText, letter: Letter, language: Language) -> None:
        super().__init__(format="A4")
        self._text, self._letter, self._language = text, letter, language
        self.set_creation_date(datetime.combine(letter.issued_on, time(), UTC))
        self.set_title(f"{text.title} {letter.number}")
        self.set_producer("Qibu")
        self.add_font(_TEXT, fname=str(sans_path()))
        self.add_font(_HEAD, fname=str(serif_path()))
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(True, margin=24)
        self.set_text_color(*_INK)
        self.set_draw_color(*_RULE)

    def footer(self) -> None:
        """Verification code and page number; called by the library on every page."""
        self.set_y(-18)
        self.line(_MARGIN_MM, self.get_y(), self.w - _MARGIN_MM, self.get_y())
        self.set_font(_TEXT, size=7.5)
        self.ln(1.5)
        self.cell(0, 4, self._text.footer, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.cell(0, 4, f"{self._letter.number}    {self.page_no()} / {{nb}}", align="L")

    def head(self) -> None:
        """Title, number and addressee."""
        self.set_font(_HEAD, size=19)
        self.multi_cell(0, 10, self._text.title, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(_TEXT, size=9.5)
        self.multi_cell(0, 6, self._text.number, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(2)
        self.line(_MARGIN_MM, self.get_y(), self.w - _MARGIN_MM, self.get_y())
        self.ln(4)
        self.set_font(_TEXT, size=10.5)
        self.multi_cell(0, 6, self._text.addressee, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def section(self, section: Section) -> None:
        """Heading, paragraphs, labelled rows, table; whatever there is of them."""
        if section.heading:
            self.ln(2.5)
            self.set_font(_HEAD, size=12)
            self.multi_cell(0, 7, section.heading, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(_TEXT, size=9.5)
        for paragraph in section.paragraphs:
            self.multi_cell(0, _LINE_MM, paragraph, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.ln(0.8)
        if section.rows:
            self._rows(section.rows)
        if section.table:
            self._grid(section.table)

    def close_letter(self) -> None:
        """Date and place for the seal."""
        self.ln(6)
        self.set_font(_TEXT, size=10.5)
        for line in self._text.closing:
            self.multi_cell(0, 6, line, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        self.ln(1)
        plain = FontFace(color=_INK)
        with self.table(
            col_widths=(42, 128), first_row_as_headings=False, line_height=_LINE_MM, padding=0.9, text_align="LEFT"
        ) as table:
            for label, value in rows:
                row = table.row()
                row.cell(label, style=FontFace(fill_color=_SHADE))
                row.cell(value, style=plain)

    def _grid(self, lines: tuple[tuple[str, ...], ...]) -> None:
        self.ln(1)
        self.set_font(_TEXT, size=7.5)
        with self.table(
            col_widths=_WIDTHS[len(lines[0])],
            headings_style=FontFace(fill_color=_SHADE),
            line_height=4,
            padding=0.7,
            text_align="LEFT",
            repeat_headings=1,
            wrapmode=WrapMode.CHAR if self._language == "zh" else WrapMode.WORD,
        ) as table:
            for line in lines:
                row = table.row()
                for text in line:
                    row.cell(text)
        self.set_font(_TEXT, size=9.5)
