"""Ways to tell people: live events now; letters by e-mail, push and webhook beside them."""
