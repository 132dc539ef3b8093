"""Who wants to know what, and telling them: watches, alert rules, notifications, transports."""
