"""What credit refuses about files that a bank uploads."""

from kit.refusal import Refusal


class FileUnreadable(Refusal):
    """The file is neither a sound XLSX workbook nor CSV text in UTF-8 or GB18030."""

    zh = "文件既不是完好的 XLSX 工作簿，也不是 UTF-8 或 GB18030 编码的 CSV 文本。"
    mend = "Save it as XLSX or CSV and send it again; the template shows its form."
    mend_zh = "请另存为 XLSX 或 CSV 后重新上传；格式见模板。"


class FileTooLong(Refusal):
    """The file has more than {limit} lines, or unpacks to too much."""

    zh = "文件超过 {limit} 行，或解压后过大。"
    mend = "Split it, each part with its own count and total."
    mend_zh = "请拆分文件，每份填写各自的笔数和合计。"


class FileEmpty(Refusal):
    """The file has no lines."""

    zh = "文件没有数据行。"
    mend = "Send the file with its lines below the column headers."
    mend_zh = "请在列标题下填写数据后重新上传。"


class ColumnsMissing(Refusal):
    """The row of column headers is missing, or lacks: {columns}."""

    zh = "缺少列标题行，或缺少以下列：{columns}。"
    mend = "Use the headers of the template, in Chinese or English."
    mend_zh = "请使用模板中的中文或英文列标题。"


class HeadMissing(Refusal):
    """The head of the file does not say {what}."""

    zh = "文件头缺少 {what}。"
    mend = "Name bank, count and total above the column headers, as the template does."
    mend_zh = "请按模板在列标题上方填写银行、笔数和合计。"


class FileOfAnotherBank(Refusal):
    """The file names another bank than the one that sends it."""

    zh = "文件头中的银行与上传银行不一致。"
    mend = "Check that it is your own bank's file: its id or registered name is in the head."
    mend_zh = "请核对是否为本行文件：文件头应为本行编号或登记名称。"


class CountWrong(Refusal):
    """The head says {told} lines, the file has {counted}."""

    zh = "文件头笔数为 {told}，实际为 {counted} 行。"
    mend = "The file is incomplete or was changed: make it again."
    mend_zh = "文件不完整或被改动，请重新生成。"


class TotalWrong(Refusal):
    """The head says {told} yuan in all, the lines add up to {counted}."""

    zh = "文件头合计为 {told} 元，各行相加为 {counted} 元。"
    mend = "The file is incomplete or was changed: make it again."
    mend_zh = "文件不完整或被改动，请重新生成。"


class LineTwice(Refusal):
    """The same line stands in row {first} already."""

    zh = "与第 {first} 行重复。"
    mend = "Remove it, and correct count and total."
    mend_zh = "请删除该行，并更正笔数与合计。"


class ReferenceTwice(Refusal):
    """The same reference stands in row {first} with other content."""

    zh = "凭证号与第 {first} 行相同而内容不同。"
    mend = "Each payment has a reference of its own: correct one of them."
    mend_zh = "每笔款项应有各自的凭证号，请更正其中一行。"


class CellMissing(Refusal):
    """This cell is empty."""

    zh = "该单元格为空。"
    mend = "Fill it in."
    mend_zh = "请填写。"


class CellInvalid(Refusal):
    """This is not {wanted}."""

    zh = "内容不是{wanted_zh}。"
    mend = "Correct the cell."
    mend_zh = "请更正该单元格。"
