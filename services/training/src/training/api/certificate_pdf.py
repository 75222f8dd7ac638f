"""A certificate as PDF, A4 across, in Chinese or English, with the QR code of its public page."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Literal

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from pylopdf_fonts_zh_cn import sans_path, serif_path

from training.domain.packages import Package

Language = Literal["zh", "en"]

_TEXT, _HEAD = "NotoSansSC", "NotoSerifSC"
_INK, _SOFT, _FRAME = (28, 32, 38), (96, 102, 110), (150, 52, 44)
_EDGE_MM, _QR_MM = 12, 30

COURSES = {
    Package.GYB: ("产生你的企业想法", "Generate Your Business Idea"),
    Package.SYB: ("创办你的企业", "Start Your Business"),
    Package.IYB: ("改善你的企业", "Improve Your Business"),
    Package.EYB: ("扩大你的企业", "Expand Your Business"),
}


@dataclass(frozen=True)
class Paper:
    """What stands on a certificate; ``address`` is that of its public page."""

    number: str
    holder: str
    package: Package
    institution: str
    issued_on: date
    address: str
    print_number: int


def certificate_pdf(paper: Paper, language: Language) -> bytes:
    """One page; less than a second, so run it in a thread."""
    sheet = FPDF(orientation="landscape", format="A4")
    sheet.set_creation_date(datetime.combine(paper.issued_on, time(), UTC))
    sheet.set_title(paper.number)
    sheet.set_producer("Qibu")
    sheet.set_lang("zh-CN" if language == "zh" else "en")
    sheet.add_font(_TEXT, fname=str(sans_path()))
    sheet.add_font(_HEAD, fname=str(serif_path()))
    sheet.set_margin(30)
    sheet.set_auto_page_break(False)
    sheet.add_page()
    _frame(sheet)
    _words(sheet, paper, language)
    _foot(sheet, paper, language)
    content = BytesIO()
    sheet.output(content)
    return content.getvalue()


def _frame(sheet: FPDF) -> None:
    sheet.set_draw_color(*_FRAME)
    for edge, width in ((_EDGE_MM, 1.2), (_EDGE_MM + 2.5, 0.3)):
        sheet.set_line_width(width)
        sheet.rect(edge, edge, sheet.w - 2 * edge, sheet.h - 2 * edge)


def _words(sheet: FPDF, paper: Paper, language: Language) -> None:
    chinese, english = COURSES[paper.package]
    sheet.set_text_color(*_INK)
    sheet.set_y(30)
    if language == "zh":
        lines = (
            (_HEAD, 32, 18, "创业培训合格证书"),
            (_TEXT, 11, 10, f"证书编号：{paper.number}"),
            (_HEAD, 26, 26, paper.holder),
            (_TEXT, 14, 9, f"参加“{chinese}”（{paper.package.value}）创业培训，"),
            (_TEXT, 14, 9, "学时达到规定要求，创业计划书经专家评审合格，准予结业。"),
            (_TEXT, 12, 16, f"培训机构：{paper.institution}"),
        )
    else:
        lines = (
            (_HEAD, 30, 18, "Certificate of Business Training"),
            (_TEXT, 11, 10, f"No. {paper.number}"),
            (_HEAD, 26, 26, paper.holder),
            (_TEXT, 14, 9, f"has completed the course “{english}” ({paper.package.value}),"),
            (_TEXT, 14, 9, "attended the required hours, and presented a business plan that experts passed."),
            (_TEXT, 12, 16, f"Training institution: {paper.institution}"),
        )
    for font, size, height, text in lines:
        sheet.set_font(font, size=size)
        sheet.multi_cell(0, height, text, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _foot(sheet: FPDF, paper: Paper, language: Language) -> None:
    top = sheet.h - _EDGE_MM - 12 - _QR_MM
    code = BytesIO()
    segno.make(paper.address, error="m", micro=False).save(code, kind="png", scale=12, border=2)
    sheet.image(code, x=32, y=top, w=_QR_MM, h=_QR_MM)
    sheet.set_text_color(*_SOFT)
    sheet.set_font(_TEXT, size=8)
    sheet.set_xy(32 + _QR_MM + 3, top + _QR_MM - 13)
    check = "扫码或访问以下网址核验：" if language == "zh" else "Scan, or open this address, to check it:"
    sheet.multi_cell(150, 4.2, f"{check}\n{paper.address}", align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.set_text_color(*_INK)
    sheet.set_font(_TEXT, size=12)
    day = paper.issued_on
    sheet.set_xy(sheet.w - 110, top + 6)
    issued = f"{day.year} 年 {day.month} 月 {day.day} 日" if language == "zh" else f"{day:%d %B %Y}".lstrip("0")
    sealed = "发证机关（盖章）" if language == "zh" else "Issuing authority (seal)"
    sheet.multi_cell(78, 8, f"{sealed}\n{issued}", align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if paper.print_number > 1:
        sheet.set_font(_TEXT, size=8)
        sheet.set_xy(sheet.w - 110, top + 24)
        again = f"第 {paper.print_number} 次打印" if language == "zh" else f"print no. {paper.print_number}"
        sheet.cell(78, 4, again, align="R")
