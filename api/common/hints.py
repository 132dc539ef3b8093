"""Hints to the workers: a row wants work."""

from celery import Task
from django.db import transaction


def hint(task: Task, *args) -> None:
    """Enqueue `task` with `args` once the transaction is committed.

    Where no broker answers, that is logged and the request goes on: the row is the queue, and the next sweep finds it.
    """

    def enqueue() -> None:
        task.delay(*args)

    transaction.on_commit(enqueue, robust=True)
