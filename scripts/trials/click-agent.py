"""An ordinary program as an agent: documents one public function of click and covers it with a test.

The prompt's first ticket line is `# Ticket T-1: Cover NAME`. It edits the function's docstring in src/click and adds
tests/test_api_NAME.py, slowly enough that agents overlap.
"""

import ast
import json
import os
import pathlib
import re
import sys
import time

prompt = sys.stdin.read()
name = re.search(r"# Ticket T-\d+: Cover (\w+)", prompt).group(1)
with open(os.environ["TRIAL_STARTS"], "a") as starts:
    starts.write(f"{os.environ['SKEIN_RUN']} {os.environ['SKEIN_TICKET']} {os.getpid()}\n")


def function(path):
    """The definition of the function in a file; the last one, because overloads come first."""
    found = [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef) and n.name == name]
    return found[-1] if found else None


def document(path, node):
    """Adds a line to the end of the docstring, or a docstring where there is none."""
    lines = path.read_text().splitlines(keepends=True)
    first = node.body[0]
    note = f"Its behaviour is covered by ``tests/test_api_{name}.py``."
    indent = " " * first.col_offset
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        last = lines[first.end_lineno - 1]
        at = last.rindex('"""')
        lines[first.end_lineno - 1] = f"{last[:at].rstrip()}\n\n{indent}{note}\n{indent}{last[at:]}"
    else:
        lines.insert(first.lineno - 1, f'{indent}"""{note}"""\n')
    path.write_text("".join(lines))


print(f"looking for {name}", flush=True)
for source in sorted(pathlib.Path("src/click").glob("[a-z]*.py")):
    node = function(source)
    if node:
        break
else:
    sys.exit(f"no function {name}")
for step in range(int(os.environ.get("TRIAL_STEPS", "6"))):
    print(f"reading {source}, part {step}", flush=True)
    time.sleep(0.5)
document(source, node)
given = node.args
variadic = [a for a in [given.vararg] if a]
keywords = given.kwonlyargs + [a for a in [given.kwarg] if a]
arguments = [a.arg for a in given.posonlyargs + given.args + variadic + keywords]
pathlib.Path(f"tests/test_api_{name}.py").write_text(f'''"""The public function click.{name} keeps its interface."""

import inspect

import click


def test_is_public():
    assert callable(click.{name})


def test_parameters():
    assert list(inspect.signature(click.{name}).parameters) == {arguments!r}


def test_is_documented():
    assert "test_api_{name}" in inspect.getdoc(click.{name})
''')
with open(os.environ["SKEIN_RESULT_FILE"], "w") as result:
    json.dump({"outcome": "done", "summary": f"click.{name} is documented and covered"}, result)
print("done", flush=True)
