"""Characters as they come out of files: folded without moving anything, so that places in a text stay."""

import re
import unicodedata

#: not seen by a reader and in the way of one
INVISIBLE = re.compile(
    "[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\ufe0e\ufe0f]"
)
#: every blank that is not a line end
BLANKS = re.compile(r"[^\S\n\t]|[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
#: a blank that a program put between two Chinese characters or after their punctuation
IDLE_BLANK = re.compile(
    rf"(?<=[{HAN}，。；：、！？”’》）】]) +(?=[{HAN}\d“‘《（【])(?![{HAN}]{{2,8}}[：:])|(?<=\d) +(?=[{HAN}])"
)
#: what NFKC leaves: radicals that stand for simplified characters
RADICALS = str.maketrans(
    "⺟⺠⺩⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻢⻣⻤⻥⻦⻧⻨⻩⻫⻬⻭⻮⻯⻰⻲⻳⼾",
    "母民王虎西见角贝车長长门雨青韦页风飞食食马骨鬼鱼鸟卤麦黄斉齐歯齿竜龙龟龟户",
)


def fold(text):
    """``text`` with Kangxi and CJK radicals as ordinary characters; one for one."""
    folded = text.translate(RADICALS)
    return "".join(
        unicodedata.normalize("NFKC", char) if "\u2e80" <= char <= "\u2fdf" else char
        for char in folded
    )


def tidy(text):
    """One line as a person sees it: no invisible characters, plain blanks, none between Chinese characters."""
    text = BLANKS.sub(" ", INVISIBLE.sub("", fold(text)))
    text = re.sub(" {2,}", " ", text)
    return IDLE_BLANK.sub("", text).strip(" ")


#: . , : ; as a scanner writes them between Chinese characters, and what they stand for; same length
SCANNED = (
    (re.compile(rf"(?<=[{HAN}”》）)】%]),|(?<=\d),(?=[{HAN}])"), "，"),
    (re.compile(rf"(?<=[{HAN}”》）)】]);|(?<=\d);(?=[{HAN}])"), "；"),
    (re.compile(rf"(?<=[{HAN}”》）)】]):"), "："),
    (
        re.compile(
            rf"(?<=[{HAN}”》）)】])(?<!^[一二三四五六七八九十])(?<!^十[一二三四五六七八九])\.(?=[{HAN}“《（( \d]|$)"
        ),
        "。",
    ),
)


#: stands for a blank that parts phrases, until the paragraphs are made
PHRASED = "\ue000"
#: for a blank that only ends a name
KEPT = "\ue001"


def phrased(text):
    """``text`` with its blanks kept apart where nothing else parts its phrases: 请信息办月底前导出 给各学院各发一份."""
    text = re.sub(r"(@[一-龥]{2,10})[ \u3000](?=\S)", rf"\1{KEPT}", text)
    head = re.match(
        r"\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]?\s+)?", text
    ).end()
    parts = re.split(r"[ \u3000]+", text[head:].strip())
    if (
        len(parts) < 2
        or re.search("[，。；：,;:]|[ \u3000]{2}|20\\d\\d年|二[〇零○]|印发$|编$", text)
        or min(map(len, parts)) < 4
        or not re.fullmatch(rf"[{HAN}\w（）“”《》、%]+", "".join(parts))
    ):
        return text
    return text[:head] + PHRASED.join(parts)


def punctuated(text):
    """One paragraph with Chinese punctuation where a scanner wrote . and , or nothing; no character moves."""
    text = text.replace(PHRASED, "，").replace(KEPT, " ")
    for pattern, char in SCANNED:
        text = pattern.sub(char, text)
    return text


def bare(text):
    """What is compared when wording is: without any blank or invisible character."""
    return re.sub(r"\s+", "", INVISIBLE.sub("", fold(text)))
