"""How the service is."""

from rest_framework import serializers

from api.comparison.serializers.common import InstantField, NumberField


class DatabaseHealth(serializers.Serializer):
    """The database."""

    status = serializers.CharField()
    response_time_ms = NumberField()
    connections_active = serializers.IntegerField()
    connections_max = serializers.IntegerField()
    last_migration = InstantField(allow_null=True)


class CacheHealth(serializers.Serializer):
    """The cache; without Redis, the memory of the process that it lies in."""

    status = serializers.CharField()
    response_time_ms = NumberField()
    memory_used_mb = serializers.IntegerField()
    memory_max_mb = serializers.IntegerField()
    hit_rate_percent = NumberField()


class ScraperHealth(serializers.Serializer):
    """The scraper."""

    status = serializers.CharField()
    last_run = InstantField(allow_null=True)
    success_rate_24h = NumberField()
    active_jobs = serializers.IntegerField()
    next_scheduled_run = InstantField(allow_null=True)


class SearchHealth(serializers.Serializer):
    """The search index."""

    status = serializers.CharField()
    index_size = serializers.IntegerField()
    last_indexed = InstantField(allow_null=True)


class Services(serializers.Serializer):
    """The parts of the system."""

    database = DatabaseHealth()
    cache = CacheHealth()
    scraper = ScraperHealth()
    search = SearchHealth()


class SystemUsage(serializers.Serializer):
    """The machine."""

    memory_usage_percent = NumberField()
    cpu_usage_percent = NumberField()
    disk_usage_percent = NumberField()


class BuildInfo(serializers.Serializer):
    """The code."""

    git_commit = serializers.CharField()
    build_time = InstantField()
    python_version = serializers.CharField()


class HealthAnswer(serializers.Serializer):
    """All parts answer."""

    status = serializers.ChoiceField(choices=["healthy"])
    timestamp = InstantField()
    version = serializers.CharField()
    environment = serializers.CharField()
    uptime_seconds = serializers.IntegerField()
    services = Services()
    system = SystemUsage()
    build_info = BuildInfo()


class HealthError(serializers.Serializer):
    """A part that is out of order."""

    service = serializers.CharField()
    error = serializers.CharField()
    since = InstantField()


class UnhealthyAnswer(serializers.Serializer):
    """Some parts do not answer."""

    status = serializers.ChoiceField(choices=["unhealthy"])
    timestamp = InstantField()
    errors = HealthError(many=True)
    partial_services = serializers.ListField(child=serializers.CharField())
