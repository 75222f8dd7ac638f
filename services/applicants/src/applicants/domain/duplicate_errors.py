"""What drafts, duplicate warnings and mergers can be refused for."""

from kit.refusal import Refusal


class DuplicateUnresolved(Refusal):
    """{count} other files look like the same person; nobody has decided yet whether they are."""

    zh = "有 {count} 份档案疑似同一人，尚未认定。"
    mend = "Compare the files; then merge them, or have a supervisor say with a reason that they are different people."
    mend_zh = "请逐项比对：确属同一人的合并档案，不是同一人的由主管注明理由后放行。"


class NoOpenWarning(Refusal):
    """There is no open duplicate warning between these files."""

    zh = "这些档案之间没有待认定的重复提示。"
    mend = "Read the warnings again: someone may have decided already."
    mend_zh = "请刷新重复提示：可能已有人认定。"


class MergeWithItself(Refusal):
    """A file cannot be merged into itself."""

    zh = "档案不能并入自身。"
    mend = "Name the other file, the one that stays."
    mend_zh = "请填写要保留的另一份档案。"


class MergeIntoLesser(Refusal):
    """The file that is to stay was never accepted, but the one merged into it was."""

    zh = "被并入的档案已受理，而拟保留的档案尚未受理。"
    mend = "Merge the other way round, or screen the file that is to stay first."
    mend_zh = "请反向合并，或先对拟保留的档案进行资格审核。"
