"""Chromium against the running system."""
