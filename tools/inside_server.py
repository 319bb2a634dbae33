"""Odoo's command line as a file: with several workers Odoo starts itself once more, by the
name of the file that it was started with."""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
