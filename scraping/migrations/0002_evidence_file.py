from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pricing", "0002_spans_never_overlap"),
        ("scraping", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(fields=["file"], name="evidence_file"),
        ),
    ]
