"""What every page of the engine's admin has in common: nothing is edited, and no page counts a big table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

Row = TypeVar("Row", bound=Model)
MOST_COUNTED = 10_000
NEWEST = 20_000

if TYPE_CHECKING:

    class TypedAdmin(admin.ModelAdmin[Row]):
        """Takes the model as a type parameter."""

    AnyPaginator = Paginator[Any]
else:
    AnyPaginator = Paginator

    class TypedAdmin(admin.ModelAdmin, Generic[Row]):
        """Takes the model as a type parameter, which Django's own class knows in the stubs alone."""


class BoundedPaginator(AnyPaginator):
    """Stops counting at `MOST_COUNTED`: whoever wants older rows searches for them."""

    @cached_property
    def count(self) -> int:
        """Rows, or `MOST_COUNTED` if there are more."""
        rows = self.object_list
        return rows.order_by()[:MOST_COUNTED].count() if isinstance(rows, QuerySet) else len(rows)


class ReadOnlyAdmin(TypedAdmin[Row]):
    """A table that the engine writes: lists, searches and shows."""

    actions_on_bottom = False
    list_per_page = 50
    list_max_show_all = 200
    paginator = BoundedPaginator
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def newest(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The newest `NEWEST` rows, for filters that no index serves. Both kinds of key (UUIDv7, serial) grow with time."""
    found = rows.model._default_manager.order_by("-pk").values_list("pk", flat=True)[NEWEST : NEWEST + 1].first()
    return rows if found is None else rows.filter(pk__gt=found)


def uuid_in(text: str) -> UUID | None:
    """The id that was typed into a search box, if it is one."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def console_link(page: str, key: Any, text: str) -> SafeString | str:
    """A link to a page of the console; the bare text where the console is not mounted."""
    if key is None:
        return ""
    try:
        return format_html('<a href="{}">{}</a>', reverse(f"console:{page}", args=[key]), text)
    except NoReverseMatch:
        return text
