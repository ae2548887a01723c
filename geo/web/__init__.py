"""The HTTP side of the application: routes, assets and security headers."""
