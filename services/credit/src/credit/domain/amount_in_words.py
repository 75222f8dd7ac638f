"""An amount in the capital characters that Chinese banks ask for on letters (大写金额)."""

from kit.money import FEN, Money

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capital_amount(amount: Money) -> str:
    """``16000.50`` becomes 壹万陆仟元伍角整. Negative amounts begin with 负.

    As in the rules for filling in bank bills: one 零 for any run of zeros between digits, none before 元,
    整 after 元 or 角, nothing after 分.
    """
    fen = abs(int(amount.amount / FEN))
    yuan, rest = divmod(fen, 100)
    jiao, fen = divmod(rest, 10)
    words = "负" if amount < Money.zero() else ""
    if yuan or not rest:
        words += (_whole(yuan) or _DIGITS[0]) + "元"
    if not rest:
        return words + "整"
    if jiao:
        words += ("零" if yuan and yuan % 10 == 0 else "") + _DIGITS[jiao] + "角"
    elif yuan:
        words += "零"
    return words + (_DIGITS[fen] + "分" if fen else "整")


def _whole(number: int) -> str:
    """Groups of four digits, the highest first."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):  # noqa: PLR2004 -- a group without thousands leaves a gap
            words += _DIGITS[0]
        words += _group(group) + _GROUPS[index]
        gap = False
    return words


def _group(number: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += (_DIGITS[0] if gap and words else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return words
