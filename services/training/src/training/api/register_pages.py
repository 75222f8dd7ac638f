"""The public register as pages to read: plain HTML in both languages, no script, nothing from elsewhere."""

from collections.abc import Sequence
from datetime import date
from html import escape
from urllib.parse import urlencode

from training.api.register_views import (
    OpenClass,
    OpenClassPage,
    RateShown,
    RegisteredInstitution,
    RegisterEntry,
    RegisterPage,
    ResultsShown,
)
from training.domain.institution import InstitutionState
from training.domain.packages import Package

STATES = {
    InstitutionState.CERTIFIED: "有效 certified",
    InstitutionState.SUSPENDED: "暂停 suspended",
    InstitutionState.REVOKED: "已撤销 revoked",
    InstitutionState.EXPIRED: "已到期 expired",
}
PACKAGES = {
    Package.GYB: "GYB 产生你的企业想法",
    Package.SYB: "SYB 创办你的企业",
    Package.IYB: "IYB 改善你的企业",
    Package.EYB: "EYB 扩大你的企业",
}
LIST, CLASSES = "/v1/register", "/v1/register/class-list"


def list_page(
    page: RegisterPage,
    area: str | None,
    package: Package | None,
    state: InstitutionState | None,
    as_of: date | None,
) -> str:
    """The list of institutions with a form to choose among them; ``as_of`` None is today."""
    dated = f"?as_of={as_of}" if as_of else ""
    rows = [
        [
            f'<a href="{LIST}/pages/{escape(item.id)}{dated}">{escape(item.name)}</a>',
            escape(item.area),
            _standing(item),
            f"{item.certified_from} – {item.certified_to}",
            _offered(item),
        ]
        for item in page.items
    ]
    heads = ["机构 institution", "地区 area", "状态 state", "资质 certificate", "课程（讲师人数） packages (trainers)"]
    body = (
        f"<p>截至 as of {page.as_of}。<a href='{CLASSES}'>可报名班次 classes that take learners</a></p>"
        + _form(area, package, state, as_of)
        + _table(heads, rows)
        + _next(LIST, page.next, area=area, package=package, state=state, as_of=str(as_of) if as_of else None)
    )
    return frame("定点创业培训机构公示 Certified training institutions", body)


def entry_page(entry: RegisterEntry) -> str:
    """One institution: how it stands, trainers, classes, results."""
    people = [
        [escape(person.name), escape(", ".join(person.packages)), escape(_LEVELS[person.level])]
        for person in entry.trainers
    ]
    body = (
        f"<p>{escape(entry.address or '')} · {escape(entry.area)} · 截至 as of {entry.as_of}</p>"
        f"<p><strong>{_standing(entry)}</strong> · {entry.certified_from} – {entry.certified_to}</p>"
        f"<h2>可报名班次 Classes that take learners</h2>{_classes(entry.classes)}"
        f"<h2>讲师 Trainers</h2>{_table(['姓名 name', '课程 packages', '级别 level'], people)}"
        f"<h2>培训成效 Results</h2>{_results(entry.results, entry.minimum_volume)}"
        f'<p><a href="{LIST}">返回列表 back to the list</a></p>'
    )
    return frame(entry.name, body)


def classes_page(page: OpenClassPage, area: str | None, package: Package | None) -> str:
    """All classes that take learners."""
    body = (
        f'<p>截至 as of {page.as_of}。<a href="{LIST}">机构列表 institutions</a></p>'
        + _classes(page.items)
        + _next(CLASSES, page.next, area=area, package=package)
    )
    return frame("可报名班次 Classes that take learners", body)


_LEVELS = {"trainer": "讲师 trainer", "master_trainer": "高级讲师 master trainer"}


def _standing(item: RegisteredInstitution) -> str:
    text = STATES.get(item.state, item.state.value)
    if item.suspended_from is not None:
        text += f" {item.suspended_from} – {item.suspended_to or ''}"
    if item.revoked_on is not None:
        text += f" {item.revoked_on}"
    return escape(text)


def _offered(item: RegisteredInstitution) -> str:
    return escape("；".join(f"{PACKAGES[offer.package]}（{offer.trainers}）" for offer in item.packages)) or "–"


def _classes(classes: Sequence[OpenClass]) -> str:
    heads = [
        "班次 class",
        "机构 institution",
        "课程 package",
        "日期 dates",
        "学时 hours",
        "地点 venue",
        "收费（元） fee (yuan)",
        "余位 free seats",
    ]
    rows = [
        [
            escape(item.number),
            f'<a href="{LIST}/pages/{escape(item.institution_id)}">{escape(item.institution_name)}</a>',
            escape(PACKAGES[item.package]),
            f"{item.starts_on} – {item.ends_on}",
            f"{item.hours.normalize():f}",
            escape(item.venue),
            str(item.fee),
            f"{item.free_seats} / {item.capacity}",
        ]
        for item in classes
    ]
    return _table(heads, rows)


def _results(found: Sequence[ResultsShown], minimum: int) -> str:
    rows = [
        [escape(PACKAGES[item.package]), _rate(item.passed), _rate(item.started), _rate(item.survived)]
        for item in found
    ]
    heads = ["课程 package", "合格 passed", "六个月内创业 started", "存活满六个月 survived six months"]
    note = (
        f"<p>人数不足 {minimum} 人的不公布；中途退出者计入。"
        f"Shown from {minimum} people on; drop-outs are counted; who is not yet due is in no rate.</p>"
    )
    return note + _table(heads, rows)


def _rate(rate: RateShown) -> str:
    if rate.share is None:
        return "–"
    return f"{rate.part} / {rate.whole} = {rate.share * 100:.1f}%"


def _form(area: str | None, package: Package | None, state: InstitutionState | None, as_of: date | None) -> str:
    def choice(name: str, options: Sequence[tuple[str, str]], chosen: str | None) -> str:
        shown = "".join(
            f'<option value="{escape(value)}"{" selected" if value == (chosen or "") else ""}>{escape(text)}</option>'
            for value, text in options
        )
        return f'<label>{escape(_LABELS[name])} <select name="{name}">{shown}</select></label> '

    everything = ("", "全部 all")
    return (
        f'<form method="get" action="{LIST}">'
        f'<label>{_LABELS["area"]} <input name="area" inputmode="numeric" maxlength="12" '
        f'value="{escape(area or "")}"></label> '
        + choice("package", [everything, *((p.value, text) for p, text in PACKAGES.items())], package)
        + choice("state", [everything, *((s.value, text) for s, text in STATES.items())], state)
        + f'<label>{_LABELS["as_of"]} <input type="date" name="as_of" value="{as_of or ""}"></label> '
        + "<button>查询 show</button></form>"
    )


_LABELS = {"area": "地区代码 area", "package": "课程 package", "state": "状态 state", "as_of": "日期 as of"}


def _next(path: str, cursor: str | None, **chosen: str | None) -> str:
    if cursor is None:
        return ""
    query = urlencode({key: value for key, value in {**chosen, "cursor": cursor}.items() if value})
    return f'<p><a href="{escape(f"{path}?{query}")}">下一页 next page</a></p>'


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; the cells are HTML."""
    if not rows:
        return "<p>暂无 none</p>"
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def frame(title: str, body: str) -> str:
    """A whole page; ``body`` is HTML already."""
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/docs/style.css"></head><body>'
        f"<header><h1>{escape(title)}</h1></header><main>{body}</main>"
        "<footer>Qibu 起步</footer></body></html>\n"
    )
