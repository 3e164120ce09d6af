"""The templates of pages, compiled so that what they call is called at once.

A plan's page calls some ten thousand small functions: links, labels, macros. Jinja looks at each
call whether the function wants the template's context; none of ours does, so the compiled template
calls it itself, which takes a third less time a page. And it escapes each of as many values anew,
most of which are the same labels and addresses from page to page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_SAME = 20_000
"""Words that are remembered escaped; some 5 MB."""


class _Direct(CodeGenerator):
    """Jinja's compiler (`Environment.code_generator_class`), but for plain calls and for values.

    What is called this way gets its arguments and nothing else: a function marked with
    ``pass_context``, ``pass_environment`` or ``pass_eval_context`` would miss its first one. Macros
    take that as optional, and then escape as the environment does.
    """

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if node.kwargs or node.dyn_args or node.dyn_kwargs or forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        self.writeline("shown = environment.shown")
        super().visit_Template(node, frame)

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("shown(")


_escaped = lru_cache(maxsize=_SAME)(escape)


def shown(value: object) -> str:
    """Return a value as it stands in a page: escaped, but for what is HTML already."""
    if type(value) is str:
        return _escaped(value)
    return value if type(value) is Markup else escape(value)


class _Templates(Environment):
    code_generator_class = _Direct
    shown = staticmethod(shown)


@lru_cache(maxsize=8)
def templates(folders: Sequence[Path]) -> Environment:
    """Return the templates of some folders (a tuple), compiled once in a process.

    Everything is escaped; a name that is not given is an error.
    """
    return _Templates(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
