"""Plain Python that knows nothing of Odoo."""
