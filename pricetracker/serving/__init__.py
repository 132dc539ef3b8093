"""How the system is served: what stands before Django's handler, and the whole system in one process."""
