"""The sandbox: invented shops over real HTTP, and a deterministic market whose truth is always known.

`sandbox.market` says what everything costs at any time, `sandbox.shops` shows it as web pages, `sandbox.clock` says what time
it is in that world. For demonstration and tests on a loopback address only: whoever reaches it may change its prices and its
clock.
"""
