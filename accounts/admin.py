"""People, groups and API keys in the admin."""

from zoneinfo import available_timezones

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, StackedInline
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts import services
from accounts.models import ApiKey, Consent, Preferences, User


class LowerCaseEmail:
    """A form whose e-mail address is kept in lower case, as the database wants it."""

    def clean_email(self) -> str:
        """The address in lower case; whether it is taken is asked of that spelling."""
        return self.cleaned_data["email"].lower()


class UserAddForm(LowerCaseEmail, UserCreationForm):
    """A new account: address, name, and a password that the validators accept."""

    usable_password = None  # an account without a password could not sign in: there is no other way yet

    class Meta:
        model = User
        fields = ["email", "full_name"]


class UserForm(LowerCaseEmail, UserChangeForm):
    """An existing account. Its password is changed on a page of its own and never shown."""

    class Meta:
        model = User
        fields = "__all__"


class PreferencesForm(forms.ModelForm):
    """What a person prefers."""

    class Meta:
        model = Preferences
        fields = [
            "user",
            "currency",
            "time_zone",
            "notify_price_alerts",
            "notify_recommendations",
            "notify_marketing",
        ]

    def clean_time_zone(self) -> str:
        """An IANA name. Refuses one that nobody knows."""
        name = self.cleaned_data["time_zone"]
        if name not in available_timezones():
            raise ValidationError("This is no time zone: use an IANA name such as Europe/Berlin.")
        return name


class PreferencesInline(StackedInline):
    """The preferences of one person."""

    model = Preferences
    form = PreferencesForm
    can_delete = False
    tab = True


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    """People. Only an administrator may make somebody staff, or touch another administrator."""

    form = UserForm
    add_form = UserAddForm
    change_password_form = AdminPasswordChangeForm
    list_display = [
        "email",
        "public_id",
        "full_name",
        "username",
        "is_active",
        "is_staff",
        "is_superuser",
        "created_at",
        "last_login",
    ]
    list_filter = ["is_active", "is_staff", "is_superuser", ("email_verified_at", admin.EmptyFieldListFilter), "groups"]
    list_fullwidth = True
    search_fields = ["email", "full_name", "username"]
    ordering = ["-created_at", "-id"]
    show_full_result_count = False
    readonly_fields = ["public_id", "username", "email_verified_at", "last_login", "created_at"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "public_id", ("full_name", "username"), "password"]}),
        (
            "Permissions",
            {"fields": ["is_active", ("is_staff", "is_superuser"), "groups", "user_permissions"], "classes": ["tab"]},
        ),
        ("Times (UTC)", {"fields": [("created_at", "last_login", "email_verified_at")], "classes": ["tab"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "full_name", "password1", "password2"], "classes": ["wide"]})]

    @display(description="public id", ordering="pk")
    def public_id(self, user: User) -> str:
        """The id the contracts show."""
        return user.public_id

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[type[StackedInline]]:
        """The preferences, once there is somebody to have them."""
        return [PreferencesInline] if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """What gives power is an administrator's to change: else whoever may edit people could promote themselves."""
        fields = list(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else [*fields, "is_staff", "is_superuser", "groups", "user_permissions"]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Who may change people, but administrators only by administrators: a new password would be a way to become one."""
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Likewise."""
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    @staticmethod
    def _may_touch(request: HttpRequest, obj: User | None) -> bool:
        return request.user.is_superuser or obj is None or not obj.is_superuser

    def formfield_for_manytomany(self, db_field, request: HttpRequest, **kwargs) -> forms.ModelMultipleChoiceField:
        """Permissions with their content types in the same query: each one is shown with its model's name."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "user_permissions":
            field.queryset = field.queryset.select_related("content_type")
        return field

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        """Add people through the one service that makes accounts; a changed address has to be verified anew."""
        if not change:
            made = services.register_user(
                email=obj.email, password=form.cleaned_data["password1"], full_name=obj.full_name, at=timezone.now()
            )
            obj.pk, obj._state.adding = made.pk, False
            return
        if "email" in form.changed_data:
            obj.email_verified_at = None
        super().save_model(request, obj, form, change)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    """Groups of permissions."""


@admin.register(Preferences)
class PreferencesAdmin(ModelAdmin):
    """What people prefer."""

    form = PreferencesForm
    list_display = ["user", "currency", "time_zone", "notify_price_alerts", "notify_recommendations", "notify_marketing"]
    list_filter = ["notify_price_alerts", "notify_recommendations", "notify_marketing"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    autocomplete_fields = ["user"]

    def get_readonly_fields(self, request: HttpRequest, obj: Preferences | None = None) -> list[str]:
        """The person is the row's key: chosen once."""
        return ["user"] if obj else []


@admin.register(Consent)
class ConsentAdmin(ModelAdmin):
    """The log of what people agreed to. Read-only: it is the proof."""

    list_display = ["user", "kind", "granted", "recorded_at"]
    list_filter = ["kind", "granted"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: a person consents for themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        """Nobody."""
        return False


@admin.register(ApiKey)
class ApiKeyAdmin(ModelAdmin):
    """Keys of programs. The key itself was shown once and is not kept; its digest is nobody's business."""

    list_display = ["name", "masked", "user", "tier", "standing", "created_at", "last_used_at", "expires_at"]
    list_filter = ["tier", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["name", "prefix", "user__email"]
    show_full_result_count = False
    actions = ["revoke"]
    fields = [
        "name",
        "description",
        ("masked", "user"),
        "tier",
        "standing",
        "expires_at",
        ("created_at", "last_used_at", "revoked_at"),
    ]
    readonly_fields = ["masked", "user", "standing", "created_at", "last_used_at", "revoked_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: a key is shown once, to its owner, when it is made."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """Nobody: a revoked key stays listed."""
        return False

    @display(description="key", ordering="prefix")
    def masked(self, key: ApiKey) -> str:
        """As much of the key as lets its owner recognise it."""
        return f"{key.prefix}…"

    @display(description="state", label={"good": "success", "expired": "warning", "revoked": "danger"})
    def standing(self, key: ApiKey) -> str:
        """Whether the key is good now, has expired, or was revoked."""
        if key.revoked_at is not None:
            return "revoked"
        return "expired" if key.expires_at is not None and key.expires_at <= timezone.now() else "good"

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """End the selected keys at once."""
        keys = list(queryset)
        count = services.revoke_api_keys(key_ids=[key.pk for key in keys], at=timezone.now())
        LogEntry.objects.log_actions(request.user.pk, keys, CHANGE, "Action: revoked.")
        self.message_user(
            request, f"{count} of {len(keys)} keys were revoked.", messages.SUCCESS if count else messages.WARNING
        )
