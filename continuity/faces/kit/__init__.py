"""Recovery kits as the composition root makes them and brings a server back from them."""
