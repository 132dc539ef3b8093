import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_store_needs_browser"),
        ("scraping", "0002_evidence_file"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recipe",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(help_text="1, 2, … for each shop; receipts name it.")),
                ("is_active", models.BooleanField(default=True, help_text="The version that the shop's pages are read with.")),
                (
                    "selectors",
                    models.JSONField(help_text="Field -> kind, expression, attribute, in_minor_units: docs/recipes.md."),
                ),
                (
                    "locale",
                    models.CharField(blank=True, help_text="How the shop writes numbers: de, de_CH, en_IN …", max_length=20),
                ),
                ("currency", models.CharField(blank=True, help_text="ISO 4217, where the page does not tell.", max_length=3)),
                ("note", models.CharField(blank=True, help_text="Why it was made, for colleagues.", max_length=300)),
                ("created_at", models.DateTimeField()),
                ("uses", models.PositiveIntegerField(default=0, help_text="Pages read with it.")),
                (
                    "misses",
                    models.PositiveIntegerField(
                        default=0, help_text="Pages on which it looked for the price and did not find it."
                    ),
                ),
                ("missed_at", models.DateTimeField(blank=True, help_text="The last of them.", null=True)),
                ("missed_url", models.CharField(blank=True, help_text="Its address.", max_length=2048)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="recipes", to="catalog.store"),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("store", "version"), name="recipe_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_active", True)), fields=("store",), name="recipe_one_active"
                    ),
                ],
            },
        ),
    ]
