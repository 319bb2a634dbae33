"""Reading minutes of meetings, without Odoo and without anything leaving the machine."""
