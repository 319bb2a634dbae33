"""Metadata of one filed unit (件) as XML, with the element names of DA/T 46-2009 (文书类电子文件元数据方案).

The names were taken from published descriptions of the standard; who receives the package says which further elements
the archive wants. Elements that the system knows nothing of are left out, never filled with a guess.
"""

from lxml import etree


def document(values):
    """Bytes of an XML document.

    :param values: nested list of (element, text or list of the same form); empty ones are left out
    """
    root = etree.Element("文件")
    _fill(root, values)
    return etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )


def _fill(parent, values):
    for name, value in values:
        if value in (None, False, "", []):
            continue
        node = etree.SubElement(parent, name)
        if isinstance(value, list):
            _fill(node, value)
            if not len(node):
                parent.remove(node)
        else:
            node.text = clean(str(value))


def clean(text):
    """What XML can hold: without control characters."""
    return "".join(sign for sign in text if sign in "\t\n\r" or ord(sign) >= 32)
