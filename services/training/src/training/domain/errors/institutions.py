"""What is refused of institutions and trainers."""

from __future__ import annotations

from kit.refusal import Refusal


class InstitutionNotCertified(Refusal):
    """The institution holds no valid certificate on {day}."""

    zh = "该机构在 {day} 没有有效的定点培训机构资质。"
    mend = "Plan sessions only on days on which the institution is certified, or renew the certificate."
    mend_zh = "请只在资质有效期内安排课程，或先办理续期。"


class InspectionMissing(Refusal):
    """The institution has no passed inspection that a certificate could rest on."""

    zh = "该机构没有可据以发证的合格检查记录。"
    mend = "Record an inspection that was passed first; a renewal needs a new one."
    mend_zh = "请先登记检查合格；续期须重新检查。"


class CertificationOverlaps(Refusal):
    """The institution is already certified from {earlier_from} to {earlier_to}."""

    zh = "该机构在 {earlier_from} 至 {earlier_to} 期间已有资质。"
    mend = "Let the new certificate begin after the earlier one ends."
    mend_zh = "新资质应从原资质到期后开始。"


class LicenceTooLong(Refusal):
    """A trainer's licence is valid for at most {years} years."""

    zh = "讲师证有效期最长 {years} 年。"
    mend = "Correct valid_to; a renewal is a licence of its own."
    mend_zh = "请更正有效期；续期请另登记一张证书。"
