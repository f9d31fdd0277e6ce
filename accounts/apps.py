from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from accounts.access.request_ids import IdConverter
from accounts.ops import garbage
from accounts.text.typed_text import take_in_forms


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_converter(IdConverter, "id")
        take_in_forms()
        from accounts import checks  # noqa: F401, PLC0415 -- importing it registers the system check

        garbage.start_collecting()
