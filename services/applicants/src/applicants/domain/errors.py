"""What an applicant's file can be refused for. No text ever holds an identity or phone number."""

from kit.refusal import Refusal


class NameMalformed(Refusal):
    """A name has 2 to 50 letters, without digits or signs."""

    zh = "姓名应为2至50个字，不含数字和符号。"
    mend = "Write the name as on the identity card."
    mend_zh = "请按身份证填写姓名。"


class IdentityNumberMalformed(Refusal):
    """An identity number has 18 characters (17 digits and a check character) or 15 digits."""

    zh = "身份证号应为18位（17位数字加校验码）或15位数字。"
    mend = "Copy the number from the card again; in a sheet, format the column as text."
    mend_zh = "请对照证件重新填写；表格中请将该列设为文本格式。"


class IdentityNumberChecksumWrong(Refusal):
    """The identity number's check character does not fit its digits (GB 11643)."""

    zh = "身份证号校验码不正确（GB 11643）。"
    mend = "A digit is mistyped: compare with the card."
    mend_zh = "号码有误：请与证件核对。"


class IdentityNumberRegionUnknown(Refusal):
    """The first two digits of the identity number are no province."""

    zh = "身份证号前两位不是有效的省级代码。"
    mend = "Compare the first six digits with the card."
    mend_zh = "请核对证件号码前六位。"


class IdentityNumberBirthImpossible(Refusal):
    """The birth date in the identity number is no day of the past."""

    zh = "身份证号中的出生日期不存在或晚于登记日期。"
    mend = "Compare the birth date in the number with the card."
    mend_zh = "请核对证件号码中的出生日期。"


class IdentityNumberDisagrees(Refusal):
    """The {field} given is not the one in the identity number."""

    zh = "填写的{field}与身份证号不一致。"
    mend = "Correct one of the two, or leave {field} out: it is read from the number."
    mend_zh = "请更正其中一项，或不填 {field}，系统将从号码读取。"


class DuplicateIdentityNumber(Refusal):
    """The identity number is already registered: applicant {applicant_id}."""

    zh = "该身份证号已登记，申请人编号 {applicant_id}。"
    mend = "Open the existing applicant instead of registering the person again."
    mend_zh = "请打开已有档案，不要重复登记。"


class DuplicateIdentityNumberElsewhere(DuplicateIdentityNumber):
    """The identity number is already registered, in a file that you may not see."""

    zh = "该身份证号已登记，档案不在您的可见范围内。"
    mend = "Ask the district bureau to find the file and transfer it."
    mend_zh = "请联系区级部门查找并转移档案。"

    @classmethod
    def code(cls) -> str:
        """One code for both: whether the file is visible changes only the text."""
        return DuplicateIdentityNumber.code()


class PhoneMalformed(Refusal):
    """A phone number is a mainland mobile number, or a landline with its area code."""

    zh = "联系电话应为11位手机号码，或带区号的固定电话。"
    mend = "Write 11 digits beginning with 13 to 19, or for example 023-47521234."
    mend_zh = "请填写13至19开头的11位手机号，或如 023-47521234 的固定电话。"


class AreaUnknown(Refusal):
    """{area} is no area code of the programme."""

    zh = "地区代码 {area} 不在项目地区表中。"
    mend = "Use the nine digits of a street or town, or twelve of a community; see areas.yaml."
    mend_zh = "请使用街道（镇）9位代码或社区12位代码，见 areas.yaml。"


class AreaOutsideYours(Refusal):
    """Area {area} is outside the area that you work in."""

    zh = "地区 {area} 不在您的辖区内。"
    mend = "Leave it to that area's station, or ask the district bureau."
    mend_zh = "请由该辖区工作站或区级部门办理。"


class SectorUnknown(Refusal):
    """{sector} is no sector of GB/T 4754-2002."""

    zh = "行业代码 {sector} 不属于 GB/T 4754-2002。"
    mend = "Give the two to four digits of the division, group or class, for example 65 or 6521."
    mend_zh = "请填写行业大类、中类或小类的2至4位代码，如 65 或 6521。"


class DateInFuture(Refusal):
    """{field} lies in the future."""

    zh = "{field} 晚于今天。"
    mend = "Facts are recorded when they have happened: correct the date."
    mend_zh = "请在事项发生后再登记，或更正日期。"


class DatedTooFarBack(Refusal):
    """{field} lies more than {days} days back."""

    zh = "{field} 早于允许补录的 {days} 天。"
    mend = "Correct the date, or ask for a longer backdating period in the programme's rules."
    mend_zh = "请更正日期，或申请调整项目规则中的补录期限。"


class UnemployedSinceContradictsStatus(Refusal):
    """Someone who is {employment_status} has no date of becoming unemployed."""

    zh = "就业状态为 {employment_status} 时不应填写失业时间。"
    mend = "Correct the employment status, or leave the date out."
    mend_zh = "请更正就业状态，或不填失业时间。"


class NothingToAmend(Refusal):
    """The amendment names no field."""

    zh = "未提供任何要修改的内容。"
    mend = "Send at least one of phone, area, education and idea."
    mend_zh = "请至少提供 phone、area、education、idea 之一。"


class HeaderUnknown(Refusal):
    """The roster has no column named {header}."""

    zh = "名册没有名为 {header} 的列。"
    mend = "Use the template's headers, Chinese or English, or delete the column."
    mend_zh = "请使用模板的中文或英文列名，或删除该列。"


class HeaderRepeated(Refusal):
    """The column {header} appears twice."""

    zh = "列 {header} 重复出现。"
    mend = "Keep one of the two columns."
    mend_zh = "请只保留一列。"


class HeaderMissing(Refusal):
    """The column {header} is missing."""

    zh = "缺少列 {header}。"
    mend = "Add the column; the template has all of them."
    mend_zh = "请补充该列，模板中列有全部列名。"


class CellMissing(Refusal):
    """{header} must be filled in."""

    zh = "{header} 为必填项。"
    mend = "Fill in the cell."
    mend_zh = "请填写该单元格。"


class CellTooLong(Refusal):
    """{header} has more than {limit} characters."""

    zh = "{header} 超过 {limit} 个字符。"
    mend = "Shorten the text."
    mend_zh = "请缩短文字。"


class CellCharacterInvalid(Refusal):
    """{header} contains a control character."""

    zh = "{header} 含有控制字符。"
    mend = "Type the text again."
    mend_zh = "请重新输入文字。"


class WordUnknown(Refusal):
    """{header} must be one of: {accepted}."""

    zh = "{header} 应为以下之一：{accepted}。"
    mend = "Choose one of the accepted values."
    mend_zh = "请选择其中一项。"


class DayUnreadable(Refusal):
    """{header} is not a date."""

    zh = "{header} 不是有效日期。"
    mend = "Write a date such as 2007-07-02, 2007/7/2 or 2007年7月2日."
    mend_zh = "请填写日期，如 2007-07-02、2007/7/2 或 2007年7月2日。"


class AmountUnreadable(Refusal):
    """{header} is not an amount of yuan from 0 to 99,999,999.99 with at most two decimals."""

    zh = "{header} 应为0至99999999.99元的金额，最多两位小数。"
    mend = "Write a number such as 5000 or 5000.00, without a unit."
    mend_zh = "请填写数字，如 5000 或 5000.00，不带单位。"


class IdentityNumberStoredAsNumber(Refusal):
    """The sheet stored the identity number as a number, so that its last digits are lost."""

    zh = "身份证号以数字格式保存，末尾数字已丢失。"
    mend = "Format the column as text and type the number again."
    mend_zh = "请将该列设为文本格式后重新输入。"


class IdentityNumberRepeated(Refusal):
    """The same identity number stands in row {first_row} too."""

    zh = "该身份证号与第 {first_row} 行重复。"
    mend = "Delete one of the two rows, or correct the number."
    mend_zh = "请删除其中一行，或更正号码。"


class IdeaIncomplete(Refusal):
    """A business idea needs sector, idea and own capital together."""

    zh = "创业意向须同时填写行业、创业项目和自有资金。"
    mend = "Fill in {header} too, or clear the others."
    mend_zh = "请补填 {header}，或清空其他项。"


class RosterFormatUnknown(Refusal):
    """The file is neither an XLSX workbook nor CSV text in UTF-8 or GB18030."""

    zh = "文件既不是 XLSX 工作簿，也不是 UTF-8 或 GB18030 编码的 CSV 文本。"
    mend = "Save the sheet as XLSX (not as XLS), or as CSV."
    mend_zh = "请另存为 XLSX（不是 XLS）或 CSV。"


class RosterDamaged(Refusal):
    """The workbook cannot be opened: it is damaged, protected by a password, or not an XLSX workbook."""

    zh = "工作簿无法打开：文件已损坏、设有密码或不是 XLSX 格式。"
    mend = "Open it in a spreadsheet program and save it again as XLSX, without a password."
    mend_zh = "请用表格软件打开，去掉密码后重新另存为 XLSX。"


class RosterExpandsTooMuch(Refusal):
    """The workbook is packed so tightly that it would unpack to more than {limit} bytes."""

    zh = "工作簿解压后将超过 {limit} 字节。"
    mend = "Copy the rows into a new workbook, made from the template."
    mend_zh = "请将数据行复制到模板新建的工作簿中。"


class RosterTooManyBytes(Refusal):
    """A roster may have {limit} bytes at most."""

    zh = "名册文件最多 {limit} 字节。"
    mend = "Divide the roster into several files."
    mend_zh = "请拆分为多个文件。"


class RosterTooManyRows(Refusal):
    """A roster may have {limit} rows at most."""

    zh = "名册最多 {limit} 行。"
    mend = "Divide the roster into several files."
    mend_zh = "请拆分为多个文件。"


class RosterEmpty(Refusal):
    """The roster has no rows below its headers."""

    zh = "名册在表头之下没有数据行。"
    mend = "Fill in the template from its second row on."
    mend_zh = "请从模板第二行开始填写。"


class NoRuleInForce(Refusal):
    """No rules of the programme are in force on {day}."""

    zh = "{day} 没有生效的项目规则。"
    mend = "Check the date: it lies before the programme's rules begin."
    mend_zh = "请核对日期：早于项目规则生效日。"


class ApplicantNotKnown(Refusal):
    """An event speaks of an applicant who is not registered here."""

    zh = "事件所指的申请人未在此登记。"
    mend = "Find out where the id came from; replay the event when the applicant exists."
    mend_zh = "请核查编号来源，待申请人存在后重放该事件。"
