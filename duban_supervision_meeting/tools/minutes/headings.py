"""Which paragraphs are headings and titles, and what stands under them."""

import re

from . import dates, lines, tails
from .clauses import groups
from .layout import SYMBOLS, TAIL
from .words import OPENING

TOPIC = re.compile(r"(?:关于|审议|研究|讨论|听取|传达|学习|通报|布置|部署|审定)")
DECIDED_LIST = re.compile(r"(?:以下|如下)|议定|决定|明确|布置|安排|部署|任务|要求|落实")
#: 决议：, 处理结果：: what it settled
RESULT = re.compile(
    r"(?:会议|审议|讨论|研究|集体|最终)?(?:决议|决定|决策|结论|结果|议决|处理意见|审议意见|会议意见|议定)(?:事项|意见|内容|结果)?"
)

#: 上周工作, 前期工作回顾
PAST_PART = re.compile(
    r"上(?:周|月|次|阶段|学期|季度).{0,6}(?:工作|任务|情况|进展|完成|事项)(?:情况)?|(?:工作|前期).{0,4}回顾"
)

#: 存在问题: what stands under it is why something is to be done
PROBLEMS = re.compile(
    r"(?:当前|目前|主要|存在)?(?:存在|发现|反映|面临)?的?(?:主要|突出|共性)?(?:问题|困难|不足|短板)(?:和不足|与不足|及原因|和困难)?"
)
#: 各科室通报工作: what stands under it is told
TOLD_PART = re.compile(
    r"[^，。：的由]{0,8}(?:通报|汇报|交流|介绍)(?:近期|上周|本周|前期|有关|相关|重点|近况|主要)*(?:工作|情况|进展)+"
)
#: a numbered paragraph that goes on may begin with its title: 摸清底数。 要千方百计确保按期交付。
TITLE = re.compile(
    r"(?:[^，。；：:、（）()《》]{2,14}|(?:要|切实|全力|着力|加快|加强|抓好|做好|进一步|强化|深入|统筹|开展|推进|规范|落实|筹备|健全|完善|严格|提升|聚焦|坚持|紧盯|突出|优化|扎实|持续|狠抓)[^，。；：:、（）()《》\d]{2,24})。(?=[^（(【\[—])"
)


#: no heading is longer; what is longer is not looked at for one
LONGEST_HEADING = 400


class Headings:
    """Part of ``Minutes``."""

    def _topic(self, start, paragraph):
        """Length of 摸清底数。 at ``start`` of a numbered paragraph that goes on: its title, no matter."""
        words = self.text[start : paragraph.start + len(paragraph.text)]
        found = TITLE.match(words)
        if not found or paragraph.rank is None:
            return 0
        if OPENING.match(words) and not TOPIC.match(words):
            return 0
        if tails.labelled(words[found.end() :]):
            return 0  # 完成搬迁。责任单位：…: that is the task
        title = found.group()[:-1]
        if re.search(r"了|同意|通过|不予|暂缓|停止|废止|取消|^请|^由", title) or any(
            kind != "asked" for _at, _words, kind in dates.limits(title)
        ):
            return 0
        told = self._acting(words[found.end() :])
        if dates.limits(title) and not told:
            return 0
        if self._acting(title):
            # 支部换届。…由机关党委办公室…: who does it is named behind
            behind = not self.units.known or not self.units.known.search(title)
            return found.end() if len(title) < 8 and behind and told else 0
        return found.end()

    def _is_heading(self, paragraph, following):
        body = paragraph.body.strip()
        if len(body) > LONGEST_HEADING or tails.cut(self.units, body):
            return False
        if re.search(r"[。；;！!]$", body):
            return (
                paragraph.rank is not None
                and paragraph.rank < 3
                and len(body) < 24
                and bool(TOPIC.match(body) or re.search(r"[（(]略[）)]", body))
                and not dates.limits(body)
                and not re.search("[，；]", body[:-1])
                and not re.search("了", body)
            )
        if paragraph.rank is not None and TOLD_PART.fullmatch(body):
            return True
        if re.search(r"[：:]$", body) and len(body) < 30 and "。" not in body:
            return True
        if len(body) <= 10 and re.search(
            r"(?:任务|事项|工作|安排|情况|部署|通报)$", body
        ):
            return not self._acting(body)
        if paragraph.rank is None:
            return len(body) < 16 and (
                self.units.is_unit(body)
                or not dates.limits(body)
                and not re.search("[，、]", body)
                and not lines.says(self.units, body)
                and not re.search(r"^(?:同意|通过|由|请|会议)", body)
            )
        body = SYMBOLS.sub("", body)
        if paragraph.rank > 3 and re.search("(?:通过|缓议|再议|不变|取消|暂缓)$", body):
            return False
        if re.search(r"[，,]", body) or re.search(
            r"[前内]", "".join(words for _at, words, _kind in dates.limits(body))
        ):
            return False
        if self.units.is_unit(body.rstrip("：:")):
            return True
        if re.match(
            r"(?:会议|原则|同意|通过|由|请|批准|暂缓|不|取消|撤销|废止|停止|暂停|终止|恢复)",
            body,
        ) or re.search("定于", body):
            return False
        if PAST_PART.fullmatch(body):
            return True
        deeper = following is not None and (
            following.rank is None
            or paragraph.rank == 6
            and re.match("[（(]?[1一①]", following.marker)
            or following.rank > paragraph.rank
            and not following.rank == self.under == 6
            or TAIL.match(following.body)
        )
        if TAIL.match(following.body if following else ""):
            return False
        if TOPIC.match(body) and paragraph.rank < 4:
            return True
        if paragraph.rank < 2 and deeper and re.search("(?:汇报|通报|提请|报告)", body):
            return not re.search("了|[前内]$", body)
        if paragraph.rank < 2 and deeper and len(body) < 8:
            return True
        return (
            not self._acting(body)
            and (paragraph.rank < 2 or deeper)
            and not re.search("了", body)
        )

    def _acting(self, body):
        """Whether somebody is named who acts."""
        found = groups(self.units, body, 0, len(body))
        return any(party.role != "co" for group in found for party in group.parties)

    def _enter(self, paragraph):
        body = paragraph.body.strip(" ：:。")
        rank = paragraph.rank if paragraph.rank is not None else 6
        if self.units.is_unit(body):
            self.owner = self.units.many(body, 0)[0]
        elif rank <= 3:
            self.owner = []
        if rank <= 1:
            self.heading = body
        if rank <= 3 or rank == 6:
            self.told = not PAST_PART.search(body) and bool(TOLD_PART.fullmatch(body))
            self.past = self.told or bool(PAST_PART.search(body))
        self.reported = bool(re.fullmatch("[^，。听取了]{2,8}(?:汇报|发言)", body))
        self.problems = bool(PROBLEMS.fullmatch(body))
        self.said = bool(re.search(r"(?:强调|指出|讲话|希望)$", body))
        self.resolved = bool(RESULT.fullmatch(body))
        self.under = rank
        #: the rank of the heading that says so; -1: only another heading ends it
        self.until = -1 if rank == 6 else rank
        self.listed = bool(
            paragraph.body.rstrip().endswith(("：", ":"))
            and DECIDED_LIST.search(paragraph.body)
        ) or bool(re.search(r"议定|决定|安排|任务|部署|布置", body))
