"""Users: who may sign in, as what, and since when not any more."""

from django.contrib import messages as toasts
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import DeskRequest
from accounts.models import User
from accounts.permissions import managers
from accounts.services import passwords
from accounts.services.users import may_change
from crm.desk.filters import UserFilter
from crm.desk.forms.users import NewUserForm, UserForm
from crm.desk.queries import users as user_queries
from crm.desk.services import users
from crm.desk.tables import UserTable
from kit.errors import Refusal
from kit.filters import narrowed
from kit.forms import refusals


@never_cache
@managers
@require_safe
def user_list(request: DeskRequest) -> HttpResponse:
    """All users, those who may sign in first."""
    filters = UserFilter(request.GET, user_queries.listed())
    context = {"filter_form": filters.form, "table": UserTable.page(request, narrowed(filters))}
    return render(request, "crm/desk/user_list.html", context)


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def user_new(request: DeskRequest) -> HttpResponse:
    """Create a user, who gets an invitation."""
    form = NewUserForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            account = users.add(**form.cleaned_data, by=request.user)
            _say_invited(request, account)
            return redirect("desk:user", pk=account.pk)
    return render(request, "crm/desk/user_new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@managers
@require_http_methods(["GET", "HEAD", "POST"])
def user(request: DeskRequest, pk: int) -> HttpResponse:
    """One user: change the account, see its history."""
    account = get_object_or_404(User, pk=pk)
    form = _form(request, account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            users.change(account.pk, **form.cleaned_data, by=request.user)
            toasts.info(request, _("Saved."))
            return redirect("desk:user", pk=pk)
    return _page(request, account, form)


@managers
@require_POST
def user_active(request: DeskRequest, pk: int) -> HttpResponse:
    """Deactivate an account, or activate it again."""
    account = get_object_or_404(User, pk=pk)
    act = users.activate if "activate" in request.POST else users.deactivate
    try:
        act(account.pk, by=request.user)
    except Refusal as refusal:
        return _page(request, account, _form(request, account), refusal=str(refusal))
    return redirect("desk:user", pk=pk)


@managers
@require_POST
def user_invite(request: DeskRequest, pk: int) -> HttpResponse:
    """Send the invitation again."""
    account = get_object_or_404(User, pk=pk)
    if account.is_invited and may_change(account, by=request.user):
        users.invite(account)
        _say_invited(request, account)
    return redirect("desk:user", pk=pk)


def _say_invited(request: DeskRequest, account: User) -> None:
    if passwords.reaches(account):
        toasts.info(request, _("The invitation is on its way to %(email)s.") % {"email": account.email})


def _form(request: DeskRequest, account: User, data: QueryDict | None = None) -> UserForm:
    initial = UserForm.of(account, user_queries.consultant_of(account))
    return UserForm(data, initial=initial, by=request.user, account=account)


def _page(request: DeskRequest, account: User, form: UserForm, *, refusal: str = "") -> HttpResponse:
    is_changeable = may_change(account, by=request.user)
    # The link lets its reader in as this user: only on this page, and only for those who may change the user.
    shows_link = account.is_invited and is_changeable and not passwords.reaches(account)
    context = {
        "account": account,
        "form": form,
        "refusal": refusal,
        "is_changeable": is_changeable,
        "consultant": user_queries.consultant_of(account),
        "open_count": user_queries.open_count(account),
        "link": passwords.link(account) if shows_link else "",
        "history": user_queries.history(account),
    }
    return render(request, "crm/desk/user.html", context, status=422 if refusal or form.errors else 200)
