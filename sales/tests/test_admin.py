"""Sale events in the admin."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.models import Category
from catalog.tests.rows import AT, make_store
from sales.models import Sale

pytestmark = pytest.mark.django_db


def make_sale(number: int = 1, **fields) -> Sale:
    category = Category.objects.create(name=f"Category {number}", slug=f"category-{number}")
    defaults = {"title": f"Sale {number}", "category": category, "starts_at": AT, "created_at": AT}
    return Sale.objects.create(store=make_store(number), **defaults | fields)


def form(**fields) -> dict[str, object]:
    return {
        "title": "Spring", "store": make_store().pk, "origin": "entered", "starts_at_0": "2026-03-01", "starts_at_1": "00:00",
        "ends_at_0": "2026-03-08", "ends_at_1": "00:00",
    } | fields  # fmt: skip


def test_an_entered_sale_is_stamped(admin_client):
    admin_client.post(reverse("admin:sales_sale_add"), form())

    sale = Sale.objects.get()
    assert (sale.title, sale.ends_at - sale.starts_at, sale.origin) == ("Spring", timedelta(days=7), "entered")
    assert sale.created_at is not None


def test_a_sale_that_ends_before_it_starts_is_refused(admin_client):
    response = admin_client.post(reverse("admin:sales_sale_add"), form(ends_at_0="2026-02-01"))

    assert response.context["adminform"].form.non_field_errors() == ["Constraint “sale_ends_after_start” is violated."]
    assert not Sale.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_sales_takes_six_queries(admin_client, django_assert_num_queries, rows):
    for number in range(rows):
        make_sale(number)

    with django_assert_num_queries(6):  # session, user, count, rows, first and last date, days of that month
        page = admin_client.get(reverse("admin:sales_sale_changelist"))

    assert len(page.context["cl"].result_list) == rows
