"""What a group of clauses is: task, decision without task, information, repeal, or no item at all."""

import re

from . import dates
from .units import COLLECTIVE
from .words import (
    ACT,
    APPEAL,
    CHECKABLE,
    DECISION,
    EARLIER,
    FOLLOW_UP,
    INFORMATION,
    INFORMATION_START,
    NOTHING,
    REPEAL,
    SAID_ONLY,
)

TASK, DECIDED, INFORMED, REPEALED = (
    "task",
    "decision_without_task",
    "information",
    "repeal",
)
#: a unit is named and the sentence settles what holds from now on
SETTLED = re.compile(
    r"[^，]{0,8}暂停[^，]{0,8}$|(?:自|从).{1,16}(?:日|起|月|年)起?.{0,30}(?:调整为|改为|统一为|调整到|执行|实行|开放|停止|恢复|施行|延长|缩短)"
    r"|(?:开放|闭馆|营业|作息|服务|上课|上班|办公)时间.{0,12}(?:调整|延长|改|统一)"
)
#: 自4月1日起，停止…: what was done until then ends
STOPPED = re.compile(
    r"(?:会议)?(?:决定)?[，,]?(?:自|从)[^，]{1,16}起[，,]?(?:停止|取消|不再|终止)"
)
#: what units did at the meeting, and what is said at its end
SPOKEN = re.compile(
    r"(?:出席|列席)(?:了)?(?:本次|此次)?(?:会议)?$|^会议由[^。]{2,40}主持|作(?:了)?(?:典型|交流|表态|大会|总结)+(?:发言|讲话)$|(?:作了|进行了)(?:充分|深入|认真)?(?:交流|讨论)$|(?:适时|将)(?:对.{0,20})?(?:开展|进行)(?:专项)?(?:督查|督办|检查)$"
)
#: acts that an appeal names as well
WEAK = {"落实", "推进", "执行", "实施", "实行", "保障", "说明"}
#: what everybody is told to do under 会议强调, and nobody can be asked for later
GENERAL = WEAK | {
    "统筹", "安排", "部署", "组织", "值班", "值守", "报告", "控制", "指导", "处置", "处理", "协调",
    "配合", "负责", "做好", "调度", "健全", "监管", "监督", "督促", "分析", "衔接", "细化", "分解",
}  # fmt: skip
#: said of appeals as well: no limit that makes a task of them
SOFT = ("近期", "抓紧", "抓紧时间")
ALL_UNITS = re.compile(COLLECTIVE)
OBLIGED = re.compile(r"退回|发回|责成|要|应|须|需|负责|牵头|务必|于.{1,10}前|完成|由")
TOLD = re.compile(
    r"(?:(?:主要)?负责(?:人|同志)|处长|主任|部长|科长|院长)?(?:就.{1,30}|对.{1,30}|向会议|在会上|分别)*(?:进行了|作了|做了)?(?:详细|专题|简要|全面|认真|具体|书面|现场)*(?:(?:通报|汇报|介绍|报告|说明|传达|反馈|演示|展示)了|(?:"
    r"汇报|通报|作了|做了|总结了|介绍)(?!.{0,4}(?:前|给|至|到)))"
    r"|进行了(?:详细|专题|简要|全面|认真|具体|书面|现场|逐条)*(?:说明|介绍|报告|传达|解读|汇报|通报)"
)
DONE = re.compile(
    r"(?:已|已经)(?:全部|基本|按期|按时|顺利|如期|圆满|正式|于.{1,10})?(?:完成|办结|落实|整改|印发|销号|解决|到位|投用|启动|"
    r"上线|运行|通过|报修|下单|到货|发货|[开办做看]过|收尾|验收|结清|发放|交付|报送|下达|清退|整改到位|[一-龥]{2}(?:完毕|结束|到位))(?!的)|(?:予以|已|全部)销号|已(?:经)?[^，]{1,12}好了?$|已经[^，]{1,14}了$|已(?:经)?全部[一-龥]{2}"
)
#: 领导带队检查了…: what was done before the meeting
SEEN = re.compile(r"[^，]{0,6}(?:检查|察看|走访|调研|慰问|看望|考察|巡查)了")
POSTPONED = re.compile(
    r"缓议|暂缓|暂不|再议|留待|另行研究|维持.{0,10}不变|不予|不作调整"
)
#: 旧设备调剂到继续教育学院: what becomes of a thing, whoever sees to it
MOVED = re.compile(
    r"[^，]{2,}(?:调剂|划转|划拨|移交|搬迁|腾退|并入|划归|转交|归还|退还|报废|拆除|封存)(?:到|至|给|于|入)?"
)
PAST = re.compile(
    r"截至|截止|目前|累计|至今|以来|同比|已(?:经)?|(?<!除)了(?!解)|共计|仍有差距|主要是|这次|本次|此次"
)


def did(text, group):
    """Whether ``group``, told of time that is over, names an act."""
    return bool(CHECKABLE.search(text[group.start : group.end]))


def of_everybody(group):
    """Whether ``group`` names only collective units as acting, and some: 各单位, 有关部门."""
    named = [name for party in group.parties for name in party.units or [""]]
    return bool(named) and all(map(ALL_UNITS.fullmatch, named))


def _is_appeal(text, group, strict):
    """Whether nothing in the group can be checked later; ``strict``: it stands under 会议强调 and the like."""
    words = text[group.start : group.end]
    own = group.parties and not of_everybody(group) and dates.limits(words)
    if strict and not OBLIGED.search(words) and not own:
        return True
    begun = not (strict and group.parties)
    everybody = of_everybody(group)
    told = dates.limits(words)
    if told and not strict and any(words not in SOFT for _at, words, _kind in told):
        return False
    for clause in group.clauses:
        begun = begun or bool(clause.parties)
        if (
            not begun
            or everybody
            and not clause.parties
            and not ACT.match(text, clause.start)
        ):
            continue  # what is said before somebody is named is why, not what
        begin = max([party.end for party in clause.parties] or [clause.start])
        words = text[begin : clause.end]
        acts = set(CHECKABLE.findall(words))
        if strict and acts <= (GENERAL if everybody else WEAK):
            continue  # 院长强调，各科室要严格落实核心制度
        if acts and not APPEAL.search(words):
            return False
    return not any(kind != "asked" for _at, _words, kind in told)


def _says_nothing(words, acting):
    """Whether ``words`` only lead to something else, or tell of the meeting itself."""
    if re.search(r"[（(]略[）)]", words):
        return True
    if re.search("(?:形成|提出)(?:了)?(?:以下|如下)(?:意见|事项|决定)：?$", words):
        return True
    if INFORMATION_START.match(words):
        return False
    asked = re.match("下次(?:例会|会议)(?:上)?(?:请|由)", words)
    if not asked and (NOTHING.match if acting else NOTHING.search)(words):
        return True
    return bool(SPOKEN.search(words))


def kind_of(text, group, listed, owner):
    """The kind of ``group``, or None for what is no item.

    :param listed: the paragraph is a numbered one among those that the meeting decided
    :param owner: a heading or label names who acts
    """
    words = text[group.start : group.end]
    acting = [party for party in group.parties if party.role != "co"]
    if _says_nothing(words, acting):
        return None
    said = group.opening in SAID_ONLY
    if acting:
        return _acting(text, group, words, acting, said)
    if STOPPED.match(words) or (REPEAL.search(words) and EARLIER.search(words)):
        return REPEALED
    if re.match("(?:会议确认，)?(?:截至|截止)", words) and not dates.limits(
        group_end(text, group)
    ):
        return None
    informed = INFORMATION_START.match(words)
    # 听取关于岗位聘任的汇报，同意…: what is told may name what is decided elsewhere
    told = words.find("，") if informed else 0
    decided = DECISION.search(words, told) if told >= 0 else None
    rest = words[decided.end() :] if decided else ""
    if decided and (
        FOLLOW_UP.search(rest)
        or re.match("退回|撤回", decided.group())
        and dates.limits(rest)
    ):
        return TASK
    if decided and not (
        said and not re.search("暂|留待|条件|同意|通过|不[宜予作再]|缓", words)
    ):
        if informed or not PAST.search(words) or decided.start() < 8 or len(words) < 40:
            if not re.search(r"(?:要|应|须)[^，]{0,8}$", words[: decided.start()]):
                return DECIDED
    if informed or (
        INFORMATION.search(words) and not said and not _dated(words) and not owner
    ):
        if (
            informed
            or TOLD.search(words)
            or DONE.search(words)
            or re.search(r"(?:学习|讨论|分析|研究|交流|总结)了", words)
        ):
            return INFORMED
    if DONE.search(words) and listed and not said:
        return INFORMED
    if SETTLED.search(words) and not OBLIGED.search(words) and not said:
        return DECIDED
    if _is_task(text, group, words, said, listed, owner):
        return TASK
    return None


#: 一层自习区每天开放: how things are from now on
STATE = re.compile(
    r"(?:开放|闭馆|停课|上课|放假|轮休|执行|实行|施行|照常.{0,4}|不变|适用|停[订刊办售用播]|续[订约聘签办]|办公|营业|[为到]\d[^，]{0,8})$|^停[订刊办售用播]"
)


def resolved(text, group, kind):
    """The kind of ``group`` under 决议： where ``kind`` was read: what nobody is to do is settled."""
    words = text[group.start : group.end]
    if group.parties or len(words) < 4 or NOTHING.search(words):
        return kind
    first = text[group.start : group.clauses[0].end]
    if kind in (None, TASK) and STATE.search(first):
        return DECIDED
    if kind is None and not APPEAL.search(first):
        return TASK if ACT.match(words) else DECIDED
    return kind


def _dated(words):
    """Whether ``words`` name a time limit; 近期工作 names none."""
    return any(limit not in SOFT for _at, limit, _kind in dates.limits(words))


def group_end(text, group):
    """The words of the last clause of ``group``."""
    return text[group.clauses[-1].start : group.end]


def _told(words, after):
    """The kind of what somebody told, has done or is settled for somebody, said in ``after`` the name; else None."""
    if TOLD.match(after):
        return DECIDED if re.search(r"同意|通过", words) else INFORMED
    if DONE.search(after[:20]):
        return INFORMED
    if SETTLED.match(after) and not OBLIGED.search(after):
        return DECIDED
    return None


#: 物业中心提出车辆不足，总经理同意租赁2台: who asks for it does not do it
GRANTED = re.compile(
    r"(?:反映|提出|申请|请示|建议)[^，]{2,40}，[^，]{0,8}(?:不?同意|批准|不予|暂不)"
)


def _acting(text, group, words, acting, said):
    first = acting[0]
    after = text[first.end : group.end]
    if INFORMATION_START.match(words):
        if re.search(r"同意|通过|批准", words) and not first.by:
            return DECIDED
        if not first.by and not dates.limits(words):
            return INFORMED
    if not first.by and (told := _told(words, after)):
        return told
    if not first.by and SEEN.match(after):
        return None
    if REPEAL.search(words) and EARLIER.search(words[: first.start - group.start]):
        return REPEALED
    if re.match(
        rf"[^，]{{0,40}}的(?:决定|决议|意见|规定|做法|安排|要求|办法|方案|通知|议定事项)[^，]{{0,8}}(?:{REPEAL.pattern}"
        rf")",
        after,
    ):
        return REPEALED  # who acts is part of what was decided then
    if not first.by and not OBLIGED.search(after):
        if REPEAL.search(after) and EARLIER.search(after):
            return REPEALED
        if POSTPONED.search(after) and not re.search(
            "提出|形成|拟|制定|修改|提交", after
        ):
            return DECIDED
    if not first.by and GRANTED.match(after):
        return DECIDED
    tells = re.match(
        "反映|认为|表示|建议|提出(?:了|以下|[^，]{0,16}(?:草案|申请|请求|初步意见)$)",
        after,
    )
    if tells and not first.by and not OBLIGED.search(after):
        return None
    if not said and not tells and ACT.match(after) and not APPEAL.search(words):
        return (
            TASK  # somebody is named, does something, and nothing in it is mere appeal
        )
    if _is_appeal(text, group, strict=said):
        # a unit that leads has a job whatever the words for it are
        charged = any(party.role == "lead" or party.by for party in acting)
        if charged and not said and not of_everybody(group):
            return TASK
        return None
    return TASK


def _is_task(text, group, words, said, listed, owner):
    if re.match(
        r"(?:截至|截止|目前|近年|今年以来|当前|这次|本次|此次|前期|上半年|去年|会议(?:在|于))",
        words,
    ):
        return False
    if _is_appeal(text, group, strict=said):
        return False
    limits = dates.limits(words)
    if owner:
        return bool(_dated(words) or CHECKABLE.search(words))
    if limits:
        # 门禁坏了两周，后天修好: the past of one clause is not that of the next
        said_of = [text[c.start : c.end] for c in group.clauses]
        dated = [clause for clause in said_of if dates.limits(clause)] or [words]
        if not re.search(r"(?<!除)了(?![解])|截至|累计|目前", dated[-1]):
            return True
    if said:
        return False
    if group.parties:
        return True
    begins = ACT.match(words) or re.match(
        r"(?:对|将|把|在|于|就|按|以|从|为|进一步|尽快)", words
    )
    if listed and MOVED.search(words) and len(words) < 40 and not PAST.search(words):
        return True
    if listed or group.opening:
        return bool(begins or re.search("要|应|须", words)) and not PAST.search(words)
    return False
