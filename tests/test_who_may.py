"""Every verb that audits asks who may, inside the rule, before it writes. Read off the code, so that none is forgotten.

The convention (docs/architecture.md): a verb begins with `require(by, predicate, …)` or asks one of the predicates of
accounts/permissions.py and refuses with a sentence of its own. It may leave that to a function it calls before it writes; one named
`refuse_unless_…` asks the database afresh, where who may can change at the same moment.
"""

import ast
from functools import cache

from tests.test_house import FLOORS, ROOT

PREDICATES = {
    node.name
    for node in ast.parse((ROOT / "accounts" / "permissions.py").read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
}
# Rows that only the person acting reaches: whoever is not among those who may finds none.
SCOPES = {"visible_to", "coordinated_by", "of_officer", "held_by"}
AUDITS = {"record", "record_many"}
WRITES = AUDITS | {"save", "create", "bulk_create", "bulk_update", "delete", "get_or_create", "update_or_create"}

# "path.function": why nobody is asked there.
ASKS_NOBODY = {
    "accounts.sign_in.allauth_adapters.AccountAdapter.login": "the sign-in library has checked who it is",
    "accounts.sign_in.allauth_adapters.AccountAdapter.set_password": "the sign-in library has checked who it is",
    "accounts.audit.trail.record": "it is the audit",
    "accounts.administrators.make_first": "the command that makes the first administrator; it refuses once there is one",
    "accounts.audit.heads.seal": "the audit looking after itself",
    "accounts.audit.heads.begin_anew": "the audit looking after itself, from the command line",
    "accounts.sign_in.factor_views._Adds.form_valid": "one's own account; the sign-in library has checked who it is",
    "accounts.sign_in.factor_views._Removes.form_valid": "one's own account; the sign-in library has checked who it is",
    "accounts.sign_in.signing_out.sign_out_everywhere": "a part of taking access away, which asked",
    "programmes.invitations.accepting.accept": "the secret in the letter and the address of the account are the right",
    "programmes.invitations.inviting.send_again": "asks in both branches of _locked: an administrator, or whoever may invite",
    "programmes.invitations.accepting.accept_as_new": "the secret in the letter is the right; its owner has no account yet",
    "programmes.invitations.inviting.take_back": "a part of taking an invitation back or renewing it, which asked",
    "programmes.team.membership.join": "the end of accepting an invitation, whose secret was the right",
    "participants.claim_slips.ending.end_locked": "a part of making, using or cancelling a slip, which asked",
    "participants.claim_slips.ending.reactivate": "a part of taking a merge back, which asked",
    "participants.claim_slips.making.make_after_identity_check": "the end of answering the question, which asked",
    "participants.held_elsewhere.lookup_limits.count_matches": "counts what checking a list met; the check was asked",
    "trainings.enrolment.enrolment.put_on_the_roster": "the end of enrolling or of adding on the spot, which asked",
    "participants.officers.recording.record_new_officer": "a part of adding on the spot, which asked",
    "trainings.leaving.Sessions.end": "a part of taking somebody off the team, which asked",
    "trainings.officer_requests.asking.withdraw_of_roster": "a part of undoing or discarding a roster, which asked",
    "trainings.nomination_links.forgetting.forget_old": "a daily task; the system alone calls it",
    "trainings.excuses.forgetting.forget_old": "a daily task; the system alone calls it",
    "trainings.nomination_links.typed_people.note_opened": "a unit has no account: the secret in its link is the right",
    "trainings.nomination_links.typed_people.add": "a unit has no account: the secret in its link is the right",
    "trainings.nomination_links.typed_people.remove": "a unit has no account: the secret in its link is the right",
    "programmes.news.subscriptions.confirm": "subscribers have no account: the secret in their letter is the right",
    "programmes.news.subscriptions.end": "subscribers have no account: the secret in their letter is the right",
    "participants.table_import.officer_resource.OfficerResource.import_data_inner": "the work of an import, which was asked",
    "participants.roster_import.applying.take": "the work of applying a roster, which was asked",
    "participants.roster_import.undo.take_back": "the work of taking a roster back, which was asked",
    "certificates.signing.key_register.signer_in_use": "notes that a key signs for the first time; issuing was asked",
    "certificates.issuing.records.write_rows": "the end of issuing, which was asked",
    "certificates.issuing.records.write_replacement": "the end of a correction or a re-issue, which was asked",
}


class Module:
    """The functions of one file, and where the names that it imports come from."""

    def __init__(self, path):
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.functions = {node.name: node for node in self.tree.body if isinstance(node, ast.FunctionDef)}
        for owner in self.tree.body:
            if isinstance(owner, ast.ClassDef):
                own = (node for node in owner.body if isinstance(node, ast.FunctionDef))
                self.functions |= {f"{owner.name}.{node.name}": node for node in own}
        self.names = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                self.names |= {one.asname or one.name: (node.module, one.name) for one in node.names}


@cache
def module(dotted):
    """Returns the Module of a dotted name of ours, or None."""
    path = ROOT.joinpath(*dotted.split(".")).with_suffix(".py")
    return Module(path) if dotted.split(".")[0] in FLOORS and path.exists() else None


def called(dotted, function):
    """Yields (the name, (dotted module, function) or None, whether always) of the calls in a function, in their order."""
    own, sometimes = module(dotted), _in_branches(function)
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.end_lineno, node.end_col_offset)):
        always = call not in sometimes
        if isinstance(call.func, ast.Name):
            name = call.func.id
            yield name, (dotted, name) if name in own.functions else own.names.get(name), always
        elif isinstance(call.func, ast.Attribute):
            name, owner = call.func.attr, call.func.value
            if name == "update" and call.keywords:
                # Rows of the database; a dictionary or a checksum is updated without names.
                yield "bulk_update", None, always
            elif isinstance(owner, ast.Name) and owner.id in own.names:
                yield name, (".".join(own.names[owner.id]), name), always
            elif isinstance(owner, ast.Name) and owner.id == "self":
                yield name, next(((dotted, one) for one in own.functions if one.endswith(f".{name}")), None), always
            else:
                yield name, None, always


def _in_branches(function):
    """Returns the calls that happen only where an `if` holds: asking there is not asking always."""
    branches = [one for node in ast.walk(function) if isinstance(node, ast.If) for one in (*node.body, *node.orelse)]
    return {node for one in branches for node in ast.walk(one) if isinstance(node, ast.Call)}


def _asks(call):
    return call in PREDICATES or call in SCOPES or call == "require" or call.startswith("refuse_unless_")


@cache
def first_act(dotted, name):
    """Returns "asks", "writes" or "" for what a function of ours does first."""
    known = module(dotted)
    function = known and known.functions.get(name)
    if function is None:
        return ""
    for call, where, always in called(dotted, function):
        if call in WRITES:
            return "writes"
        if always and _asks(call):
            return "asks"
        act = first_act(*where) if where and where != (dotted, name) else ""
        if act == "writes" or (act and always):
            return act
    return ""


@cache
def audits(dotted, name):
    """Whether a function writes audit lines itself or through private functions of its module."""
    function = module(dotted).functions[name]
    return any(
        call in AUDITS
        or (where and where[0] == dotted and where[1] != name and _is_private(where[1]) and audits(*where))
        for call, where, _always in called(dotted, function)
    )


def _is_private(name):
    return name.rsplit(".", maxsplit=1)[-1].startswith("_")


def verbs():
    """Yields (dotted module, name) of every public function that audits, in rule files.

    Views and pages of the admin ask before: `@allow` and the admin's permissions (other tests hold that). What performs a job
    does what a verb asked for that asked.
    """
    for app in FLOORS:
        for path in sorted((ROOT / app).rglob("*.py")):
            dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if {"migrations", "views", "management"} & set(path.parts) or path.stem.split("_")[0] == "admin":
                continue
            for name, function in module(dotted).functions.items() if module(dotted) else ():
                performs = any("performs" in ast.unparse(one) for one in function.decorator_list)
                if not _is_private(name) and not performs and audits(dotted, name):
                    yield dotted, name


def test_every_verb_that_audits_asks_who_may_before_it_writes():
    silent = [f"{dotted}.{name}" for dotted, name in verbs() if first_act(dotted, name) != "asks"]
    assert [one for one in silent if one not in ASKS_NOBODY] == [], (
        "Begin these verbs with require(by, <predicate>, <what it is about>) (accounts/permissions.py), before anything is "
        "written, or add them to ASKS_NOBODY with the reason. by=None is the system itself."
    )
    assert [one for one in ASKS_NOBODY if one not in silent] == []


def test_only_the_system_acts_without_a_name():
    """`by=None` skips the question, so no page may pass it."""
    nameless = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for app in FLOORS
        for path in (ROOT / app).rglob("*.py")
        if "views" in path.parts or path.stem in {"views", "forms"} or path.stem.endswith(("admin", "_forms"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword)
        and node.arg == "by"
        and isinstance(node.value, ast.Constant)
        and node.value.value is None
    ]
    assert nameless == []
