"""What credit refuses about guarantors and what they promise."""

from kit.refusal import Refusal


class IdentityNumberInvalid(Refusal):
    """This is no resident identity number: {reason}."""

    zh = "居民身份证号码无效：{reason}。"
    mend = "Copy all 18 characters from the identity card; the last one may be X."
    mend_zh = "请照身份证录入全部 18 位，末位可能为 X。"


class GuarantorRegisteredAlready(Refusal):
    """A guarantor with this identity number is registered already, as {guarantor_id}."""

    zh = "该身份证号码的保证人已登记，编号 {guarantor_id}。"
    mend = "Name the registered guarantor; bring their income and insurance up to date if they changed."
    mend_zh = "请使用已登记的保证人；收入、参保情况有变化的请先更新。"


class ParticipantGuaranteesAlready(Refusal):
    """This participant is registered as guarantor {guarantor_id} already."""

    zh = "该项目参加者已登记为保证人，编号 {guarantor_id}。"
    mend = "Name the registered guarantor."
    mend_zh = "请使用已登记的保证人。"


class GuarantorUnknown(Refusal):
    """There is no guarantor with this id."""

    zh = "没有该编号的保证人。"
    mend = "Register the guarantor first."
    mend_zh = "请先登记保证人。"


class GuarantorTooYoung(Refusal):
    """A guarantor must be at least {years} years old on {day}."""

    zh = "保证人在 {day} 须年满 {years} 周岁。"
    mend = "Name another guarantor."
    mend_zh = "请更换保证人。"


class GuarantorOvercommitted(Refusal):
    """A promise of {asked} yuan does not fit: with what is promised already it may be {limit}."""

    zh = "保证金额 {asked} 元超出保证人余力：连同已承诺部分{limit}。"
    mend = "Ask for a smaller promise, name another guarantor, or wait until another loan is repaid."
    mend_zh = "请减少保证金额、更换保证人，或待其担保的其他贷款结清。"


class GuarantorRelated(Refusal):
    """The guarantor is the borrower's {relation}: spouses and business partners may not guarantee each other."""

    zh = "保证人与借款人存在{relation}关系：配偶、合伙人之间不得互相担保。"
    mend = "Name a guarantor outside the borrower's household and business."
    mend_zh = "请更换与借款人无配偶、合伙关系的保证人。"


class GuaranteeCircle(Refusal):
    """The guarantee would close a circle of {people} persons who guarantee one another."""

    zh = "该担保将形成 {people} 人的循环担保。"
    mend = "Name a guarantor whom the borrower does not guarantee, directly or through others."
    mend_zh = "请更换未由借款人直接或间接提供担保的保证人。"


class RelationAlreadyRecorded(Refusal):
    """This relation is recorded already."""

    zh = "该关系已登记。"
    mend = "Nothing to do."
    mend_zh = "无需处理。"


class RelationToOneself(Refusal):
    """A person has no relation to themselves."""

    zh = "不能登记本人与本人的关系。"
    mend = "Name the other person."
    mend_zh = "请填写另一人。"
