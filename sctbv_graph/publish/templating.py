"""The templates of pages, compiled so that what they call is called at once.

A plan's page calls some ten thousand small functions: links, labels, macros. Jinja looks at each
call whether the function wants the template's context; none of ours does, so the compiled template
calls it itself, which takes a third less time a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame


class _Direct(CodeGenerator):
    """Jinja's compiler (`Environment.code_generator_class`), but for plain calls.

    What is called this way gets its arguments and nothing else: a function marked with
    ``pass_context``, ``pass_environment`` or ``pass_eval_context`` would miss its first one. Macros
    take that as optional, and then escape as the environment does.
    """

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if node.kwargs or node.dyn_args or node.dyn_kwargs or forward_caller:
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


class _Templates(Environment):
    code_generator_class = _Direct


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
