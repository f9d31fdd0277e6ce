from django.contrib.admin.apps import AdminConfig


class ShetuAdminConfig(AdminConfig):
    """Django's admin, with our site as `admin.site`."""

    default_site = "accounts.access.admin_site.ShetuAdminSite"
