"""Schedules in the admin: django-celery-beat's models, whose own pages know nothing of unfold."""

from django.contrib import admin
from django_celery_beat.admin import ClockedScheduleAdmin as BeatClockedScheduleAdmin
from django_celery_beat.admin import CrontabScheduleAdmin as BeatCrontabScheduleAdmin
from django_celery_beat.admin import PeriodicTaskAdmin as BeatPeriodicTaskAdmin
from django_celery_beat.admin import PeriodicTaskForm, PeriodicTaskInline, TaskSelectWidget
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

for model in (PeriodicTask, IntervalSchedule, CrontabSchedule, SolarSchedule, ClockedSchedule):
    admin.site.unregister(model)


class TaskSelect(UnfoldAdminSelectWidget, TaskSelectWidget):
    """The registered tasks, in unfold's clothes."""


class TaskForm(PeriodicTaskForm):
    """A periodic task: one of the registered tasks, or another by its name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["regtask"].widget = TaskSelect()
        self.fields["task"].widget = UnfoldAdminTextInputWidget()


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(BeatPeriodicTaskAdmin, ModelAdmin):
    """What runs when. The scheduler notices a change by itself."""

    form = TaskForm
    # django-celery-beat's own template carries an inline script, which the admin's policy refuses; all it adds is the
    # translation of a crontab, and that is a read-only field as well
    change_form_template = None


class TaskInline(PeriodicTaskInline, TabularInline):
    """The tasks of one schedule."""


class ScheduleAdmin(ModelAdmin):
    """A schedule with its tasks."""

    inlines = [TaskInline]


@admin.register(IntervalSchedule)
class IntervalScheduleAdmin(ScheduleAdmin):
    """Every so many seconds, minutes, hours or days."""


@admin.register(SolarSchedule)
class SolarScheduleAdmin(ScheduleAdmin):
    """At dawn, noon or dusk of a place."""


@admin.register(CrontabSchedule)
class CrontabScheduleAdmin(BeatCrontabScheduleAdmin, ScheduleAdmin):
    """At given minutes, hours and days."""

    inlines = [TaskInline]


@admin.register(ClockedSchedule)
class ClockedScheduleAdmin(BeatClockedScheduleAdmin, ScheduleAdmin):
    """Once, at one instant."""

    inlines = [TaskInline]
