"""Names as parents in and around Chongqing gave them, by sex and decade of birth."""

import random

from qibu.roster.dice import weighted

SURNAMES = (
    *(("王", 7.6), ("李", 7.4), ("张", 6.6), ("刘", 6.2), ("陈", 5.8), ("杨", 5.2), ("周", 4.2), ("罗", 3.4)),
    *(("何", 3.0), ("吴", 2.8), ("黄", 2.8), ("唐", 2.4), ("胡", 2.2), ("邓", 2.2), ("赵", 2.0), ("蒋", 1.8)),
    *(("谢", 1.7), ("曾", 1.7), ("余", 1.6), ("夏", 1.5), ("江", 1.5), ("程", 1.4), ("钟", 1.4), ("龚", 1.3)),
    *(("肖", 1.3), ("彭", 1.2), ("代", 1.2), ("朱", 1.2), ("徐", 1.1), ("廖", 1.1), ("梁", 1.0), ("郑", 1.0)),
    *(("袁", 0.9), ("付", 0.9), ("田", 0.8), ("卢", 0.8), ("冯", 0.8), ("曹", 0.8), ("古", 0.6), ("穆", 0.4)),
    *(
        ("游", 0.6),
        ("傅", 0.5),
        ("庞", 0.4),
        ("牟", 0.4),
        ("戴", 0.4),
        ("敖", 0.3),
        ("辜", 0.3),
        ("欧阳", 0.2),
    ),
)

_BEFORE_1960 = {
    "f": (
        "素芳 淑珍 秀英 桂英 玉兰 玉珍 光碧 世碧 德芳 明芳 国芳 昌碧 素清 素华 桂芳 秀芳 淑华 贵珍 朝碧 正芳",
        "德 明 光 世 昌 素 淑 桂 玉 秀 国 贵 正 兴 大 泽",
        "芳 珍 英 碧 华 兰 群 清 容 琼 秀 菊 蓉 贞",
    ),
    "m": (
        "建国 国华 德明 明富 光荣 世荣 德贵 正全 昌华 泽云 国清 志明 大伦 兴国 永康 朝贵 明德 国强 中华 和平",
        "德 明 光 世 昌 泽 国 正 兴 大 朝 永 家 先 万 代",
        "华 明 贵 富 全 平 伦 云 清 荣 才 友 福 君 忠 林",
    ),
}
_SIXTIES = {
    "f": (
        "红 梅 建英 小红 晓兰 红英 永芬 世芬 明会 丽华 小琼 秀琼 建华 先芬 红梅 晓英 启芬 光会 国英 素梅",
        "永 先 建 小 晓 红 世 明 启 光 丽 秀 国 成 天",
        "芬 会 英 琼 梅 兰 群 容 华 秀 丽 红 芳 玲 利",
    ),
    "m": (
        "卫东 建军 建华 勇 刚 伟 志强 永红 卫国 晓东 建平 跃进 红兵 文革 向东 世勇 永强 中平 小平 光伟",
        "建 永 志 卫 世 光 小 晓 先 成 天 文 向 中 学",
        "军 华 平 强 东 勇 伟 刚 国 明 林 红 波 全 文",
    ),
}
_SEVENTIES = {
    "f": (
        "丽 艳 敏 霞 燕 红梅 小燕 春梅 晓燕 小琴 利 莉 华英 小容 雪梅 冬梅 玉梅 海燕 晓丽 小英",
        "小 晓 春 雪 海 红 玉 文 冬 丽 华 明 秋 世",
        "燕 梅 丽 琴 霞 容 英 莉 敏 艳 蓉 玲 平 芳",
    ),
    "m": (
        "勇 军 伟 波 涛 小平 强 刚 建 毅 小军 小波 小勇 光明 文军 晓波 志勇 小林 海波 永波",
        "小 晓 志 文 海 永 光 正 中 明 世 建 俊 先",
        "军 波 勇 林 强 平 伟 涛 东 明 兵 峰 刚 毅",
    ),
}
_EIGHTIES = {
    "f": (
        "婷 静 娟 丹 雪 倩 丽娟 玲玲 莎 雪梅 婷婷 小玲 露 晓霞 小丽 欢 利娟 春燕 颖 佳",
        "丽 雪 小 晓 婷 佳 春 玉 红 文 思 利 海 倩",
        "娟 玲 霞 丽 婷 燕 萍 颖 琳 梅 静 莎 洁 蓉",
    ),
    "m": (
        "鹏 超 杰 浩 磊 洋 飞 小龙 俊 松 凯 小虎 川 帅 鑫 小强 勇军 志鹏 海龙 林",
        "小 志 海 俊 文 晓 明 永 建 宗 云 天 家 世",
        "龙 鹏 杰 飞 松 洋 超 强 川 虎 伟 峰 军 波",
    ),
}
_COMPOSED = 0.62
"""Share of names made of a first and a second syllable, often a generation's; the rest are common ones."""


def surname(chance: random.Random) -> str:
    """Draw a surname, as frequent as in the region."""
    return weighted(chance, SURNAMES)


def given_name(chance: random.Random, sex: str, birth_year: int) -> str:
    """Draw a given name for ``sex`` (``f`` or ``m``) as parents chose it in ``birth_year``."""
    common, first, second = _of_the_time(birth_year)[sex]
    if chance.random() >= _COMPOSED:
        return chance.choice(common.split())
    one = chance.choice(first.split())
    return one + chance.choice([syllable for syllable in second.split() if syllable != one])


def _of_the_time(birth_year: int) -> dict[str, tuple[str, str, str]]:
    for before, names in ((1960, _BEFORE_1960), (1970, _SIXTIES), (1980, _SEVENTIES)):
        if birth_year < before:
            return names
    return _EIGHTIES
