"""Pure analysis of prices: no Django, no clock, no database. Each function answers None rather than guess."""
