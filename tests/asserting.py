"""Which tests assert something: themselves, or through a helper of the tests or a fixture that they call."""

import ast
from functools import cached_property
from pathlib import Path

# Calls that assert by themselves, and the beginnings of names of those that do.
ASSERTING = {"raises", "warns", "fail"}
BEGINNINGS = ("assert_", "django_assert_", "check_", "expects")


class Suite:
    """The functions of a set of test files. files: {path such as "tests/jobs/test_a.py": its text}."""

    def __init__(self, files):
        self._trees = {path: ast.parse(text) for path, text in files.items()}
        self._functions = {(path, one.name): one for path, tree in self._trees.items() for one in functions(tree)}
        self._reach = {path: self._names_in_reach(path) for path in self._trees}

    def silent_tests(self):
        """Returns "path name" of every test that asserts nothing."""
        return [
            f"{path} {name}"
            for (path, name), function in self._functions.items()
            if name.startswith("test_") and not self._asserts(path, function, self._helpers)
        ]

    @cached_property
    def _helpers(self):
        """(path, name) of the functions that are no tests and assert, be it through others."""
        found = set()
        while True:
            more = {
                key
                for key, function in self._functions.items()
                if not key[1].startswith("test_") and (key in found or self._asserts(key[0], function, found))
            }
            if more == found:
                return found
            found = more

    def _names_in_reach(self, path):
        """Returns {name: (path, name)} of the functions of a file, and of those it imports from other test files."""
        names = {}
        for node in self._trees[path].body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests"):
                there = node.module.replace(".", "/")
                for alias in node.names:
                    names[alias.asname or alias.name] = (f"{there}.py", alias.name)
        return names | {one.name: (path, one.name) for one in functions(self._trees[path])}

    def _asserts(self, path, function, helpers):
        given = {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}
        return any(
            isinstance(node, ast.Assert)
            or (isinstance(node, ast.Call) and self._calls_one_that_asserts(path, node.func, given, helpers))
            for node in ast.walk(function)
        )

    def _calls_one_that_asserts(self, path, called, given, helpers):
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in ASSERTING or name.startswith(BEGINNINGS):
            return True
        if not isinstance(called, ast.Name):
            return False
        if name in given:
            # A fixture, wherever it stands.
            return any(helper == name and is_fixture(self._functions[there, helper]) for there, helper in helpers)
        return self._reach[path].get(name) in helpers


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def is_fixture(function):
    return any("fixture" in ast.unparse(decorator) for decorator in function.decorator_list)


def suite_of(folder: Path):
    """Returns the Suite of all Python files in and below a folder of tests."""
    root = folder.parent
    return Suite(
        {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))}
    )
