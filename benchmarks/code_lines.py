"""Count lines of code: lines with something on them other than a comment or a docstring."""

import ast
import sys
import tokenize
from pathlib import Path

SKIPPED = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


def code_lines(path: Path) -> int:
    """Count the lines of a Python file that hold code."""
    lines: set[int] = set()
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type not in SKIPPED:
                lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def main(folders: list[str]) -> None:
    """Print the code lines of each folder's subfolders, and their sum."""
    for root in map(Path, folders):
        counts: dict[str, int] = {}
        for path in sorted(root.rglob("*.py")):
            part = path.relative_to(root).parts
            name = part[0] if len(part) > 1 else "(top)"
            counts[name] = counts.get(name, 0) + code_lines(path)
        for name, count in counts.items():
            sys.stdout.write(f"{root / name}: {count}\n")
        sys.stdout.write(f"{root}: {sum(counts.values())}\n")


if __name__ == "__main__":
    main(sys.argv[1:] or ["src"])
