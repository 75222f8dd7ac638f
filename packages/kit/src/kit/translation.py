"""What Pydantic says of a field, in Chinese too."""

from typing import Any

_ZH = {
    "missing": "缺少此项",
    "extra_forbidden": "不认识的字段",
    "string_type": "应为文本",
    "string_too_short": "过短，至少 {min_length} 个字符",
    "string_too_long": "过长，最多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不符",
    "string_unicode": "文本编码有误",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "decimal_type": "应为数字",
    "decimal_parsing": "应为数字",
    "decimal_max_digits": "位数过多",
    "decimal_max_places": "小数位过多，最多 {decimal_places} 位",
    "decimal_whole_digits": "整数位过多",
    "finite_number": "应为有限数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "date_type": "应为日期，如 2007-07-01",
    "date_parsing": "应为日期，如 2007-07-01",
    "date_from_datetime_parsing": "应为日期，如 2007-07-01",
    "date_from_datetime_inexact": "应为日期，如 2007-07-01",
    "datetime_parsing": "应为时间",
    "datetime_from_date_parsing": "应为时间",
    "time_parsing": "应为时刻，如 09:00",
    "enum": "应为以下之一：{expected}",
    "literal_error": "应为以下之一：{expected}",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_attributes_type": "应为对象",
    "model_type": "应为对象",
    "json_invalid": "不是有效的 JSON",
    "uuid_parsing": "不是有效的编号",
    "uuid_type": "不是有效的编号",
    "value_error": "值无效",
}


def explain(fault: Any, language: str) -> str:
    """The message of one Pydantic error. Input values are never quoted: they may be a person's data."""
    if language != "zh":
        return str(fault.get("msg", "invalid"))
    text = _ZH.get(str(fault.get("type")), "无效")
    try:
        return text.format(**fault.get("ctx", {}))
    except (KeyError, IndexError, ValueError):
        return text.split("{", maxsplit=1)[0]
