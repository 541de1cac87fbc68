"""The portal's pages and its API; thin: every decision is a service's."""
