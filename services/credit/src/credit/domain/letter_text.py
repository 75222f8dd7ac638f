"""What a letter says, paragraph by paragraph, in Chinese or English; how it looks is another matter."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kit.money import Money

from credit.domain.amount_in_words import capital_amount
from credit.domain.letters import Letter, LetterKind, LetterOutcome
from credit.domain.rule_titles import in_words_row

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Section:
    """A heading with plain paragraphs, labelled rows, or a table (its first row the header)."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class LetterText:
    """A letter, ready to be set."""

    title: str
    number: str
    addressee: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    footer: str


KINDS = {
    "public_employee": ("Guarantor, public employee", "公职人员保证"),
    "local_employee": ("Guarantor, local employee", "本地职工保证"),
    "property_mortgage": ("Property mortgage", "不动产抵押"),
    "movable_pledge": ("Movable pledge", "动产质押"),
    "deposit": ("Deposit", "保证金"),
    "mutual_fund": ("Mutual guarantee fund", "互助担保基金"),
    "joint_group": ("Joint guarantee group", "联保小组"),
    "credit_community": ("Credit community waiver", "信用社区免除反担保"),
}
OUTCOMES = {
    LetterOutcome.GUARANTEED: ("Guarantee committed", "同意担保"),
    LetterOutcome.APPROVED: ("Loan approved", "同意贷款"),
    LetterOutcome.DECLINED: ("Declined by the bank", "银行未予批准"),
    LetterOutcome.REJECTED: ("Application rejected", "申请未通过"),
    LetterOutcome.EXPIRED: ("Application expired", "申请已失效"),
}


def text_of(letter: Letter, language: Language) -> LetterText:
    """The letter in one language."""
    say = _Speaker(language)
    if letter.kind is LetterKind.GUARANTEE:
        title, addressee = say("Guarantee Letter", "担保函"), say(f"To: {letter.bank_name}", f"致：{letter.bank_name}")
    else:
        title = say("Notice of Decision on a Loan Application", "贷款申请决定通知书")
        addressee = say(f"To: applicant No. {letter.applicant_id}", f"致：申请人（编号 {letter.applicant_id}）")
    sections = [_terms(letter, say), _conditions(letter, say)]
    if letter.reason:
        sections.insert(1, Section(say("Reason", "理由"), (letter.reason,)))
    if letter.securities:
        sections.append(_securities(letter, say))
    if letter.verdicts:
        sections.append(_verdicts(letter, say))
    sections.append(_how_to_object(letter, say))
    issuer = (
        say("The guarantee institution (seal)", "担保机构（盖章）")
        if letter.kind is LetterKind.GUARANTEE
        else say("The accepting office (seal)", "受理单位（盖章）")
    )
    closing = (issuer, say(f"Issued on {letter.issued_on}", f"签发日期：{_day_zh(letter.issued_on)}"))
    footer = say(
        f"Verification code {letter.code}. Check it with the guarantee institution under the letter's number.",
        f"验证码 {letter.code}，可凭函件编号向担保机构核验。",
    )
    number = say(f"No. {letter.number}", f"编号：{letter.number}")
    return LetterText(title, number, addressee, tuple(sections), closing, footer)


class _Speaker:
    """Chooses the language of each text."""

    def __init__(self, language: Language) -> None:
        self.zh = language == "zh"
        self.language = language

    def __call__(self, en: str, zh: str) -> str:
        return zh if self.zh else en

    def money(self, amount: Money) -> str:
        """The amount in figures; in Chinese in capital characters too."""
        figures = f"{amount.amount:,.2f}"
        return f"人民币{capital_amount(amount)}（¥{figures}）" if self.zh else f"RMB {figures} yuan"

    def day(self, day: date) -> str:
        return _day_zh(day) if self.zh else day.isoformat()


def _day_zh(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _terms(letter: Letter, say: _Speaker) -> Section:
    outcome = OUTCOMES[letter.outcome]
    rows = [
        (say("Decision", "决定"), say(*outcome)),
        (
            say("Application No.", "申请编号"),
            say(
                f"{letter.application_id} (version {letter.revision})",
                f"{letter.application_id}（第 {letter.revision} 版）",
            ),
        ),
        (say("Applicant No.", "申请人编号"), letter.applicant_id),
        (say("Bank", "贷款银行"), letter.bank_name),
        (say("Loan amount", "贷款金额"), say.money(letter.amount)),
        (say("Term", "贷款期限"), say(f"{letter.term_months} months", f"{letter.term_months} 个月")),
    ]
    if letter.guaranteed is not None and letter.coverage_percent is not None:
        share = f"{letter.coverage_percent.normalize():f}"
        rows.append((say("Guaranteed amount", "担保金额"), say.money(letter.guaranteed)))
        rows.append((say("Coverage", "担保比例"), say(f"{share}% of the principal owed", f"所欠本金的 {share}%")))
    if letter.guarantee_number and letter.guarantee_number != letter.number:
        rows.append((say("Guarantee letter No.", "担保函编号"), letter.guarantee_number))
    if letter.valid_until is not None:
        label = (
            say("Bank decides by", "银行审批期限")
            if letter.kind is LetterKind.GUARANTEE
            else say("Pay-out by", "放款期限")
        )
        rows.append((label, say.day(letter.valid_until)))
    rows.append((say("Policy version", "规则版本"), letter.policy_version))
    return Section("", (_opening(letter, say),), tuple(rows))


def _opening(letter: Letter, say: _Speaker) -> str:
    if letter.kind is LetterKind.GUARANTEE:
        return say(
            "The guarantee institution commits the guarantee fund for the loan below, on the terms and conditions "
            "of this letter. The applicant is named by number only.",
            "担保机构同意以担保基金为下列贷款提供担保，条件如下。本函仅以编号指明申请人。",
        )
    return say(
        "This is what was decided on your application. You are named by number only; the office where you "
        "applied knows whose number it is.",
        "您的贷款申请已作出决定，通知如下。本通知仅以编号指明申请人，受理窗口可据编号核对身份。",
    )


def _conditions(letter: Letter, say: _Speaker) -> Section:
    heading = say("Conditions", "条件")
    if letter.kind is LetterKind.GUARANTEE:
        return Section(heading, tuple(f"{number}. {text}" for number, text in enumerate(_of_guarantee(say), start=1)))
    if letter.outcome is LetterOutcome.APPROVED:
        return Section(heading, tuple(f"{number}. {text}" for number, text in enumerate(_of_loan(say), start=1)))
    return Section(
        heading,
        (
            say(
                "Nothing is reserved for this application any more. A new application may be made at any time.",
                "本申请不再占用担保额度，申请人可重新提出申请。",
            ),
        ),
    )


def _of_guarantee(say: _Speaker) -> list[str]:
    return [
        say(
            "It lapses if the bank has not decided by the day above, or does not pay the loan out in time.",
            "银行未在上述期限内作出决定，或批准后未按期放款的，本担保失效。",
        ),
        say(
            "It takes effect with the disbursement at the PBoC benchmark rate of that day, without mark-up.",
            "贷款按放款日中国人民银行基准利率发放、不得上浮，自放款之日起生效。",
        ),
        say(
            "It covers the stated share of principal only, falls with every repayment and ends when the loan is "
            "repaid; interest and the bank's own share are not covered.",
            "本担保仅按上述比例担保本金，随还款递减，贷款结清即解除；利息及银行自担部分不在担保范围内。",
        ),
        say("The counter-guarantees listed here stay in place until then.", "所列反担保在此之前持续有效。"),
    ]


def _of_loan(say: _Speaker) -> list[str]:
    return [
        say(
            "The loan is paid out at the PBoC benchmark rate of the day, without mark-up, by the day above.",
            "贷款按放款日中国人民银行基准利率发放、不得上浮，须在上述期限前放款。",
        ),
        say(
            "It is used for the purpose applied for and repaid by the bank's schedule.",
            "贷款须用于申请用途，并按还款计划偿还。",
        ),
        say("The counter-guarantees stay in place until it is repaid.", "反担保在贷款结清前持续有效。"),
    ]


def _securities(letter: Letter, say: _Speaker) -> Section:
    header = (say("Kind", "种类"), say("Value, yuan", "价值（元）"), say("Counts for, yuan", "折后（元）"))
    rows = [
        (say(*KINDS.get(item.kind, (item.kind, item.kind))), f"{item.value.amount:,.2f}", f"{item.counted.amount:,.2f}")
        for item in letter.securities
    ]
    return Section(say("Counter-guarantees", "反担保"), table=(header, *rows))


def _verdicts(letter: Letter, say: _Speaker) -> Section:
    header = (
        say("Rule", "规则"),
        say("Found", "实际"),
        say("Required", "标准"),
        say("Verdict", "结论"),
        say("Reference", "依据"),
    )
    rows = [in_words_row(facts, say.language) for facts in letter.verdicts]
    return Section(say("Every rule that was applied", "适用的全部规则"), table=(header, *rows))


def _how_to_object(letter: Letter, say: _Speaker) -> Section:
    if letter.kind is LetterKind.GUARANTEE or letter.outcome is LetterOutcome.APPROVED:
        return Section()
    return Section(
        say("If you do not agree", "如有异议"),
        (
            say(
                "Ask the office where you applied: it explains every rule above and takes a new application.",
                "请向受理窗口咨询：工作人员将逐条解释上述规则，并受理新的申请。",
            ),
        ),
    )
