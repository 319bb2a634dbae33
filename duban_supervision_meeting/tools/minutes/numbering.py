"""The numbers that Word counts itself and does not keep in the text: 一、（一）1. and the like."""

from docx.oxml.ns import qn

CHINESE = "〇一二三四五六七八九"
COUNTING = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "chineseLegalSimplified",
}


def chinese(number):
    """1 … 99 as it is counted: 十一, 二十."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    text = {0: "", 1: "十"}.get(tens, f"{CHINESE[tens]}十")
    return text + (CHINESE[ones] if ones else "")


def shown(number, style):
    """``number`` in Word's ``style``."""
    if style in COUNTING:
        return chinese(number)
    if style in ("lowerLetter", "upperLetter") and 0 < number < 27:
        letter = chr(96 + number)
        return letter.upper() if style.startswith("upper") else letter
    if style.startswith("decimalEnclosedCircle") and 0 < number < 21:
        return chr(0x245F + number)
    return str(number)


class Numbering:
    """Counters of one document."""

    def __init__(self, document):
        self.levels = {}
        self.counts = {}
        self.styles = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            root = None
        if root is not None:
            self._read(root)
        for style in document.styles.element.iter(qn("w:style")):
            found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                self.styles[style.get(qn("w:styleId"))] = found

    def _read(self, root):
        abstract = {}
        for element in root.iter(qn("w:abstractNum")):
            levels = {}
            for level in element.iter(qn("w:lvl")):
                levels[level.get(qn("w:ilvl"))] = (
                    self._value(level, "w:numFmt", "decimal"),
                    self._value(level, "w:lvlText", ""),
                    self._value(level, "w:start", "1"),
                )
            abstract[element.get(qn("w:abstractNumId"))] = levels
        for number in root.iter(qn("w:num")):
            key = self._value(number, "w:abstractNumId", None)
            self.levels[number.get(qn("w:numId"))] = (key, abstract.get(key, {}))

    @staticmethod
    def _value(element, name, default):
        found = element.find(qn(name))
        return default if found is None else found.get(qn("w:val"), default)

    def next(self, paragraph):
        """The number before ``paragraph`` as Word shows it, or None; a bullet is ``•``."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        found = properties.find(qn("w:numPr"))
        if found is None:
            found = self.styles.get(self._value(properties, "w:pStyle", None))
        if found is None:
            return None
        levels = self.levels.get(self._value(found, "w:numId", None))
        level = self._value(found, "w:ilvl", "0")
        if not levels or level not in levels[1]:
            return None
        key, formats = levels
        style, text, start = formats[level]
        if style == "none":
            return None
        if style == "bullet":
            return "•"
        counts = self.counts.setdefault(key, {})
        counts[level] = counts.get(level, int(start) - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        for each, (other, _text, first) in formats.items():
            if f"%{int(each) + 1}" in text:
                text = text.replace(
                    f"%{int(each) + 1}", shown(counts.get(each, int(first)), other)
                )
        return text or None
