"""A regulation as one file: reading, writing, comparing, what addons ship."""
