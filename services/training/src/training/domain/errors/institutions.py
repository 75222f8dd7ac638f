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


class InspectionTooOld(Refusal):
    """The passed inspection is more than {days} days older than the certificate would be."""

    zh = "检查合格至资质生效已超过 {days} 天。"
    mend = "Inspect again, or let the certificate begin earlier."
    mend_zh = "请重新检查，或提前资质生效日期。"


class DocumentsMissing(Refusal):
    """These required documents are not there, or no longer valid on {day}: {missing}."""

    zh = "以下必备材料在 {day} 尚缺或已失效：{missing}。"
    mend = "Add the documents to the application first."
    mend_zh = "请先补齐申请材料。"


class DocumentKindUnknown(Refusal):
    """The policy of that day knows no document of the kind {kind}."""

    zh = "当日政策中没有材料种类 {kind}。"
    mend = "Take a kind from the list of requirements."
    mend_zh = "请从材料清单中选择种类。"


class CertificationTooLong(Refusal):
    """A certificate runs for at most {months} months."""

    zh = "资质有效期最长 {months} 个月。"
    mend = "Correct certified_to; a renewal follows after a new inspection."
    mend_zh = "请更正到期日；到期前重新检查并续期。"


class NothingToRenew(Refusal):
    """The institution holds no certificate that could be renewed."""

    zh = "该机构没有可续期的资质。"
    mend = "Certify it for the first time, or anew after a revocation."
    mend_zh = "请按首次发证办理；被撤销的须重新申请发证。"


class ReapplicationTooEarly(Refusal):
    """After the revocation of its certificate the institution may be inspected anew from {day}."""

    zh = "资质被撤销后，{day} 起方可重新接受检查。"
    mend = "Inspect it on that day or later; then it may be certified."
    mend_zh = "请在该日或之后重新检查，合格后发证。"


class AlreadySuspended(Refusal):
    """Another suspension, from {since}, covers some of these days."""

    zh = "其中部分日期已被自 {since} 起的暂停覆盖。"
    mend = "Lift the other suspension first, or choose other days."
    mend_zh = "请先解除原暂停，或另选日期。"


class ChecklistItemUnknown(Refusal):
    """The checklist of that day has no item {item}."""

    zh = "当日检查表中没有项目 {item}。"
    mend = "Take the items from the list of requirements."
    mend_zh = "请按检查表填写。"


class ChecklistIncomplete(Refusal):
    """These items of the checklist are not answered: {missing}."""

    zh = "检查表以下项目未填写：{missing}。"
    mend = "Say of every item whether it is met."
    mend_zh = "请逐项填写是否符合。"


class RemarkMissing(Refusal):
    """Item {item} is not met, and no remark says why."""

    zh = "项目 {item} 不符合，但未说明原因。"
    mend = "Write what was found."
    mend_zh = "请填写检查情况。"


class MasterTrainerNeeded(Refusal):
    """An inspection needs a master trainer of another institution, licensed on {day}."""

    zh = "检查须有在 {day} 持有效证书、且不属于该机构的高级讲师（培训师）参加。"
    mend = "Name a master trainer who took part and does not work for the inspected institution."
    mend_zh = "请填写参加检查的外单位高级讲师。"
