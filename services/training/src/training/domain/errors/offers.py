"""What is refused of offers."""

from __future__ import annotations

from kit.refusal import Refusal


class OfferNotForClass(Refusal):
    """The offer is of {package}, for classes that begin from {since} to {until}."""

    zh = "该招生项目为 {package}，适用于 {since} 至 {until} 开班的班级。"
    mend = "Name an offer that stands on the first day of the class, or none."
    mend_zh = "请选择开班当日有效的招生项目，或不填。"


class FeeAboveOffer(Refusal):
    """The fee of {fee} yuan is above the {offered} yuan that were offered to the public."""

    zh = "收费 {fee} 元高于公开招生价格 {offered} 元。"
    mend = "Lower the fee to the price offered, or below."
    mend_zh = "请将收费降至公布价格以内。"
