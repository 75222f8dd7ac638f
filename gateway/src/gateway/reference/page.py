"""The frame of a documentation page: plain HTML and one style sheet, nothing from elsewhere, no script."""

import re
from html import escape

STYLE = """
:root { --ink: #1c2530; --soft: #5a6674; --line: #dfe4ea; --ground: #fff; --panel: #f6f8fa; --link: #0b5cad;
  --get: #0b6e4f; --post: #0b5cad; --patch: #9a5b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --soft: #9aa7b5; --line: #313b46; --ground: #14191f;
  --panel: #1c232b; --link: #79b8ff; --get: #56d4a2; --post: #79b8ff; --patch: #f0b35e; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--ground);
  font: 16px/1.55 system-ui, "Segoe UI", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.5rem; border-bottom: 1px solid var(--line); }
header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .5rem 0 1rem; }
footer { color: var(--soft); padding-top: 2rem; padding-bottom: 3rem; }
h1 { margin: 0; font-size: 1.6rem; }
h2 { margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 2px solid var(--line); }
h3 { margin: 0; font-size: 1.05rem; font-weight: 600; overflow-wrap: anywhere; }
h4 { margin: 1.1rem 0 .3rem; font-size: .95rem; color: var(--soft); }
p { margin: .4rem 0; max-width: 48rem; }
a { color: var(--link); }
code, pre { font: .88em/1.5 ui-monospace, "SFMono-Regular", Consolas, monospace; }
code { overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem;
  overflow-x: auto; margin: .3rem 0; }
article { border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1.1rem; margin: .8rem 0;
  scroll-margin-top: 1rem; }
article:target, tr:target { outline: 3px solid var(--link); }
.method { display: inline-block; min-width: 4.2em; font-weight: 700; }
.get { color: var(--get); } .post { color: var(--post); } .patch, .put, .delete { color: var(--patch); }
.facts { color: var(--soft); font-size: .92rem; }
.role { display: inline-block; background: var(--panel); border: 1px solid var(--line); border-radius: 1em;
  padding: 0 .6em; margin: 0 .25em .25em 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
td:first-child code { white-space: nowrap; overflow-wrap: normal; }
td.deep1 { padding-left: 1.2rem; } td.deep2 { padding-left: 2.4rem; } td.deep3 { padding-left: 3.6rem; }
summary { cursor: pointer; color: var(--link); margin-top: .6rem; }
.index { columns: 19rem; padding-left: 0; list-style: none; } .index li { overflow-wrap: anywhere; }
"""

_CODE = re.compile(r"`([^`]+)`")


def frame(title: str, body: str) -> str:
    """A whole page. ``title`` is text, ``body`` is HTML."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/docs/style.css"></head><body>'
        f"<header><h1>{escape(title)}</h1>"
        '<nav><a href="/docs">Operations</a><a href="/docs/errors">Errors 错误代码</a>'
        '<a href="/openapi.json">openapi.json</a></nav></header>'
        f"<main>{body}</main><footer>Qibu 起步</footer></body></html>\n"
    )


def prose(text: str) -> str:
    """Paragraphs and `code` of a description, as HTML."""
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    return "".join(f"<p>{inline(part)}</p>" for part in paragraphs)


def inline(text: str) -> str:
    """One line with `code` in it, as HTML."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table; the cells are HTML, with ``<td>`` around them."""
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def cell(content: str, kind: str = "") -> str:
    """A table cell around HTML."""
    return f'<td class="{kind}">{content}</td>' if kind else f"<td>{content}</td>"
