"""What people want to open, by sector of GB/T 4754-2002, in the proportions that advisers know.

"People flock to saturated low-profit trades (beauty parlours, small shops)", says the seminar
report of April 2007; so these lead the list. Risks are assumptions for invented people.
"""

from typing import NamedTuple


class Trade(NamedTuple):
    """A trade: sector code, what the idea says, what the shop sign says, who opens it, and how it fares.

    ``share``: how many want it. ``women``: share of women among them. ``capital``: own capital in
    yuan, low and high. ``hazard``: how likely it closes, against an average trade (1.0).
    ``workers``: how many it employs beside the owner, against an average trade (1.0).
    """

    sector: str
    idea: str
    sign: str
    share: float
    women: float
    capital: tuple[int, int]
    hazard: float
    workers: float
    rural: bool = False


TRADES = (
    Trade("82", "美容美发店", "美容美发店", 11.0, 0.86, (5000, 20000), 1.45, 0.9),
    Trade("65", "社区小卖部", "便民店", 11.0, 0.62, (3000, 12000), 1.35, 0.3),
    Trade("65", "服装零售店", "服装店", 9.0, 0.78, (6000, 25000), 1.35, 0.6),
    Trade("67", "小面馆", "面庄", 8.5, 0.52, (5000, 18000), 1.15, 1.2),
    Trade("67", "家常菜餐馆", "家常菜馆", 6.0, 0.45, (10000, 35000), 1.10, 2.0),
    Trade("67", "早点夜宵摊", "早点店", 4.0, 0.58, (2000, 8000), 1.10, 0.7),
    Trade("65", "蔬菜水果零售", "蔬果店", 4.5, 0.60, (3000, 10000), 1.05, 0.4),
    Trade("65", "五金建材零售", "五金建材店", 3.5, 0.25, (10000, 40000), 0.85, 0.8),
    Trade("65", "手机及配件零售", "手机店", 2.5, 0.35, (8000, 30000), 1.10, 0.7),
    Trade("82", "干洗店", "干洗店", 2.0, 0.66, (10000, 30000), 0.90, 0.8),
    Trade("82", "家政服务", "家政服务部", 2.5, 0.80, (3000, 10000), 0.80, 2.6),
    Trade("83", "摩托车维修", "摩托车维修店", 4.0, 0.05, (5000, 20000), 0.75, 1.0),
    Trade("83", "家电维修", "家电维修部", 3.0, 0.08, (4000, 15000), 0.75, 0.6),
    Trade("03", "生猪养殖", "生猪养殖场", 5.0, 0.35, (8000, 40000), 0.90, 0.9, True),
    Trade("03", "土鸡养殖", "土鸡养殖场", 4.0, 0.42, (5000, 25000), 1.00, 0.7, True),
    Trade("04", "水产养殖", "水产养殖场", 2.0, 0.25, (8000, 30000), 0.95, 0.8, True),
    Trade("01", "花椒种植", "花椒种植园", 3.0, 0.30, (5000, 25000), 0.70, 1.8, True),
    Trade("01", "大棚蔬菜种植", "蔬菜种植园", 2.5, 0.40, (6000, 25000), 0.80, 1.5, True),
    Trade("13", "豆制品加工", "豆制品加工坊", 2.0, 0.45, (6000, 25000), 0.80, 1.6),
    Trade("15", "小曲白酒酿造", "酒坊", 1.5, 0.25, (10000, 40000), 0.75, 1.2),
    Trade("18", "服装加工", "服装加工坊", 2.0, 0.80, (8000, 35000), 0.85, 3.4),
    Trade("21", "家具制作", "家具坊", 1.5, 0.10, (8000, 35000), 0.80, 2.2),
    Trade("20", "竹编木器加工", "竹木加工坊", 1.0, 0.30, (4000, 15000), 0.85, 1.8, True),
    Trade("52", "道路货运", "货运服务部", 2.0, 0.08, (10000, 40000), 0.90, 0.8),
    Trade("49", "室内装饰装修", "装饰装修部", 2.0, 0.12, (8000, 30000), 0.85, 2.8),
    Trade("61", "网吧及电脑维修", "电脑服务部", 1.5, 0.20, (10000, 40000), 1.00, 1.0),
)
