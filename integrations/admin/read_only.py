"""The base of admin pages whose rows only the program writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:

    class TypedAdmin(admin.ModelAdmin[Row]):
        """Django's own class is generic for the type checker only."""
else:

    class TypedAdmin(admin.ModelAdmin):
        def __class_getitem__(cls, _row: object) -> type:
            return cls


class ReadOnlyAdmin(TypedAdmin[Row]):
    """To be read and searched; nobody adds, changes or deletes a row by hand."""

    show_full_result_count = False  # counting a large table for a list nobody leafs through
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False
