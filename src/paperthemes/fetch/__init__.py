"""`paperthemes fetch`: get new dumps from the services that publish listings of papers."""
