"""The public page on which anyone checks a certificate: plain HTML in both languages, no script."""

from html import escape

from training.api.certificate_pdf import COURSES
from training.api.certificate_views import CertificateChecked
from training.api.register_pages import frame


def check_page(checked: CertificateChecked) -> str:
    """What the register says of a certificate."""
    chinese, english = COURSES[checked.package]
    verdict = (
        "<p><strong>✓ 证书有效 This certificate is valid.</strong></p>"
        if checked.valid
        else f"<p><strong>✗ 证书已于 {checked.revoked_on} 撤销。 Revoked on {checked.revoked_on}.</strong></p>"
    )
    facts = (
        ("编号 number", checked.number),
        ("持证人 holder", checked.holder or "未打印 not printed yet"),
        ("课程 course", f"{chinese} {english} ({checked.package.value})"),
        ("培训机构 institution", checked.institution),
        ("发证日期 issued on", str(checked.issued_on)),
        ("核验日期 checked on", str(checked.checked_on)),
    )
    rows = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in facts)
    return frame("证书核验 Certificate check", f"{verdict}<table>{rows}</table>")


def unknown_page() -> str:
    """For a number and code that fit no certificate."""
    return frame(
        "证书核验 Certificate check",
        "<p><strong>✗ 没有该编号和核验码的证书。 There is no certificate with this number and code.</strong></p>"
        "<p>请核对证书上的网址；如仍不符，请联系发证机关。 Compare the address on the paper; if it still does not "
        "fit, ask the issuing authority.</p>",
    )
