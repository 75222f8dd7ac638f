"""What is refused of certificates."""

from __future__ import annotations

from kit.refusal import Refusal


class NobodyToCertify(Refusal):
    """Nobody in this class has passed and is still without a certificate."""

    zh = "本班没有合格且未发证的学员。"
    mend = "Nothing needs to be done, or results have to be recorded first."
    mend_zh = "无需办理，或请先登记成绩。"


class CertificateRevokedAlready(Refusal):
    """The certificate is revoked, or its revocation waits for a decision."""

    zh = "该证书已撤销，或其撤销正待决定。"
    mend = "Read the certificate's revocations; decide the one that waits."
    mend_zh = "请查看该证书的撤销记录；如有待决定的，请先决定。"


class CertificateNotInForce(Refusal):
    """The certificate was revoked on {revoked_on}; it is printed no more."""

    zh = "该证书已于 {revoked_on} 撤销，不再打印。"
    mend = "Issue a new certificate if the person is entitled to one."
    mend_zh = "如本人仍符合条件，请另发新证。"


class HolderUnknown(Refusal):
    """The holder's name has not been noted yet."""

    zh = "尚未登记持证人姓名。"
    mend = "Give holder_name as it stands in the applicant's file; it is asked for at the first print."
    mend_zh = "首次打印时请按申请人档案填写 holder_name。"


class HolderDiffers(Refusal):
    """The certificate was printed for another name before."""

    zh = "该证书此前以另一姓名打印。"
    mend = "Leave the name out to print it as before; a wrong name is put right by revoking and issuing anew."
    mend_zh = "不填姓名即按原样打印；姓名有误时，请撤销后重新发证。"
