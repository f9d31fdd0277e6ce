"""Whoever hangs something on single rows gets the library's loop, and in it the same rules."""

import pytest

from accounts.models import AuditEntry
from participants.models import Officer, Posting
from participants.table_import.officer_resource import PER_ROW, OfficerResource
from tests.participants.table_import.conftest import KARIM, RAHIMA, reasons, table, take_in

pytestmark = pytest.mark.usefixtures("register")

ASKED_OF_EACH_ROW = (
    "import_row",
    "before_import_row",
    "after_import_row",
    "get_instance",
    "get_or_init_instance",
    "init_instance",
    "after_init_instance",
    "import_instance",
    "skip_row",
    "for_delete",
    "validate_instance",
    "save_instance",
    "before_save_instance",
    "do_instance_save",
    "after_save_instance",
    "save_m2m",
)


def watching(hook):
    """Returns a subclass that counts how often its hook is asked, and does what it did before."""

    class Watching(OfficerResource):
        asked = 0

    def watch(self, *args, **kwargs):
        Watching.asked += 1
        return getattr(super(Watching, self), hook)(*args, **kwargs)

    setattr(Watching, hook, watch)
    return Watching


def test_the_register_itself_is_fast():
    assert OfficerResource().is_batched


@pytest.mark.parametrize("hook", PER_ROW)
def test_a_hook_on_rows_switches_the_fast_way_off(hook):
    assert not type("Hooked", (OfficerResource,), {hook: lambda self, *args, **kwargs: None})().is_batched


def test_a_hook_put_on_one_object_counts_too():
    resource = OfficerResource()
    resource.skip_row = lambda *args, **kwargs: False
    assert not resource.is_batched


@pytest.mark.parametrize("option", [{"use_bulk": True}, {"skip_unchanged": False}, {"store_instance": True}])
def test_options_that_rows_notice_switch_it_off(option):
    meta = type("Meta", (OfficerResource.Meta,), option)
    assert not type("Other", (OfficerResource,), {"Meta": meta})().is_batched


def test_hooks_on_the_whole_table_leave_it_on_and_are_called(coordinator, programme):
    called = []

    class Around(OfficerResource):
        def before_import(self, dataset, **kwargs):
            called.append("before")

        def after_import(self, dataset, result, **kwargs):
            called.append(f"after {result.total_rows}, dry run {kwargs['dry_run']}")

    assert Around().is_batched
    take_in(table(RAHIMA), by=coordinator, programme=programme, resource=Around)
    assert called == ["before", "after 1, dry run False"]


@pytest.mark.parametrize("hook", ASKED_OF_EACH_ROW)
def test_the_hook_is_asked_for_each_row(coordinator, programme, hook):
    resource = watching(hook)
    take_in(table(RAHIMA, KARIM), by=coordinator, programme=programme, resource=resource)
    assert resource.asked == 2
    assert Officer.objects.count() == 2


def test_both_ways_do_the_same(coordinator, programme):
    def done(resource):
        Posting.objects.all().delete()
        Officer.objects.all().delete()
        take_in(table(RAHIMA), by=coordinator, programme=programme, resource=resource)
        rows = [[*RAHIMA[:7], "+8801711999999", ""], KARIM, KARIM, ["12", *KARIM[1:]], RAHIMA]
        tried = take_in(table(*rows), by=coordinator, programme=programme, resource=resource, dry_run=True)
        result = take_in(table(*rows), by=coordinator, programme=programme, resource=resource)
        assert (dict(tried.totals), reasons(tried)) == (dict(result.totals), reasons(result))
        entry = AuditEntry.objects.filter(verb="officers.recorded").in_order().last()
        officers = Officer.objects.order_by("service_number")
        return (
            dict(result.totals),
            reasons(result),
            list(
                officers.values(
                    "service_number", "name_en", "name_bn", "mobile", "email", "rank", "unit", "sex", "programme"
                )
            ),
            [
                list(one.history.order_by("pk").values_list("history_type", "history_user", "mobile"))
                for one in officers
            ],
            list(Posting.objects.order_by("officer").values_list("officer__service_number", "rank", "unit", "since")),
            [len(entry.details[part]) for part in ("created", "changed")],
        )

    assert done(OfficerResource) == done(watching("after_save_instance"))


def test_whoever_asks_for_the_objects_of_rows_gets_them(coordinator, programme):
    result = take_in(table(RAHIMA), by=coordinator, programme=programme, retain_instance_in_row_result=True)
    assert result.rows[0].instance == Officer.objects.get()
