"""Whether a row is over, and what its remarks end or move: said of the row itself, else asked."""

import re

from odoo.addons.duban_supervision.tools import dates_zh

from ..tools import ledgers

#: a row says so of itself that it is finished
FINISHED = re.compile(
    r"是|y|yes|[√✓✔☑]|100%|已结|已?(?:全部|全面|按[期时]|如期)?(?:完成|办结|销号|办毕|完结|结项)(?:整改|销号)?"
    r"|已?(?:全部|全面|按[期时]|如期)?(?:整改|落实)(?:完成|到位)|已(?:全部|全面|按[期时]|如期)?(?:整改|落实|闭环)"
)
#: when it was finished: 完成（2026年6月）, 已于6月完成
WHEN = re.compile(
    r"(?<=已)于|(?:20\d\d年?)?\d{1,2}月(?:份|[上中下]旬|底|初|\d{1,2}[日号])?|20\d\d[./-]\d{1,2}(?:[./-]\d{1,2})?|[()、,;.。]"
)
#: 已完成。下一步…: what says that it goes on
STILL = re.compile(r"未|尚|正在|待|继续|持续|长期|部分|下一步")
#: a part of the ledger whose matters are over (已完成招标的项目: a step of theirs is), and titles of days that
#: say nothing of a plan
OVER = re.compile(
    r"已经?(?:全部)?(?:办结|完成|销号|落实|整改)(?!.*(?:正在|尚未|未完成|未办结))(?:整改|销号|落实|办理|到位|完毕)*(?!.+的)"
)
BARE_DAY = re.compile(r"(?:办结|完成|销号|整改|落实)(?:时间|日期)")
LONGEST_PART = 24
#: 10月31日前（已完成）: a clause that says all of the limit's work is done; 招标已完成, 已完成立项 say it of a part
IS_DONE = re.compile(
    r"(?:(?:[之以]?前|内)?[均都现]?(?:该项?)?(?:工作|任务|事项)?)"
    r"已(?:经|于|按[时期]|如期|提前|全[部面])*(?:完成|办结|办毕|完结|结项|整改|销号|落实|闭环)(?:整改|销号|落实|到位|完毕|办结)*"
)
#: a limit without a day
AT_ONCE = re.compile(r"立行立改|(?:立即|即时|马上|即知即改)(?:整改|办理|落实|执行)?")
#: in place of a day in the text
DAY = "§"
#: a remark by which the matter is none of its own any more, and one that moves who answers for it
ENDED = re.compile(
    r"取消|撤销|作废|并入|合并(?:到(?!位)|至|入)|归并|暂缓|缓办|暂停|(?<!合同)(?<!协议)[中终]止|停止(?:实施|办理|推进)|不再(?:实施|办理|推进|列入|督办)|转为?(?:日常|常规)工作"
)
#: 因疫情暂停，现已恢复; 待条件成熟后恢复 is still to come
TAKEN_UP = re.compile(r"(?:已经?|现)(?:全面|正常)?(?:恢复|重启|重新)")
MOVED_UNIT = re.compile(
    r"(?:单位|部门|牵头|主办|责任|承办)(?!人)[^，,。；;人]{0,8}(?:调整|变更|更换|移交|划转|[改转](?=[为由至给成]))"
    r"|(?:移交|划转|转交|转由|改由|现由|改为|调整为|变更为)[^，,。；;人]{0,20}(?:牵头|负责|承办|主办|办理|落实)"
)
LONGEST_REMARK = 200


class OverReader:
    """Part of ``RowReader``: needs its ``env``, ``job``, ``finder``, ``today`` and ``calendar``."""

    def _is_over(self, table, entry, texts, notes):
        """Whether the heading says 已办结事项; a 办结时间 below it is the day on which it was, no limit."""
        said = entry.heading or (table.title or [""])[-1]
        if texts.get("status") or len(said) > LONGEST_PART or not OVER.search(ledgers.folded(said)):  # fmt: skip
            return False
        title = next((c.title for c in table.head.columns if c.key == "due"), "")
        if texts.get("due") and BARE_DAY.fullmatch(ledgers.folded(title)):
            texts["done_date"], entry.due = texts.pop("due"), None
            notes.append(
                self.env._(
                    "“%(heading)s”: %(text)s is the day on which it was finished.",
                    heading=said, text=texts["done_date"],
                )
            )  # fmt: skip
        return True

    def _is_finished(self, texts, notes):
        """Whether state or limit of the row say so; a note where it becomes a draft all the same."""
        said = ""
        if self._is_state_of_end(texts):
            said = texts["status"]
        elif not texts.get("status") and self._says_done(texts.get("due", "")):
            said = texts["due"]
        if said and not self.job.is_history:
            notes.append(
                self.env._(
                    "“%s” says that it is finished; it becomes a draft all the same. Leave the row out, or choose "
                    "“Ledger of a past year”.", said,
                )
            )  # fmt: skip
        return bool(said)

    def _is_state_of_end(self, texts):
        """Whether the column of the state says 完成, with the day or without: 全部完成, 完成（2026年6月）.

        A day to come is when it shall be.
        """
        said = ledgers.folded(texts.get("status")).casefold()
        if FINISHED.fullmatch(said):
            return True
        first, *rest = re.split("[。;]", said)
        is_open = any(STILL.search(sentence) for sentence in rest)
        if is_open or not FINISHED.fullmatch(WHEN.sub("", first)):
            return False
        found = dates_zh.find(said, self.today, self.job.year, self.calendar)
        return all(not each.due or each.due.replace(day=1) <= self.today for each in found)  # fmt: skip

    def _says_done(self, text):
        """Whether the words of a limit say that all of it is done; 招标已完成，12月底前完工 does not.

        Before those words stand limits only; behind them nothing but days, and none to come.
        """
        if "已" not in text:
            return False
        text = text.replace(DAY, "")
        days = dates_zh.find(text, self.today, self.job.year, self.calendar)
        for day in reversed(days):
            start, end = day.span
            text = f"{text[:start]}{DAY}{text[end:]}"
        clauses = [clause for clause in re.split("[（），；。、(),;]", ledgers.folded(text)) if clause]  # fmt: skip
        is_done = [bool(IS_DONE.fullmatch(clause.replace(DAY, ""))) for clause in clauses]  # fmt: skip
        if not any(is_done):
            return False
        first = is_done.index(True)
        before, behind = clauses[:first], clauses[first + 1 :]
        seen = sum(clause.count(DAY) for clause in clauses[: first + 1])
        return (
            all(DAY in clause or AT_ONCE.fullmatch(clause) for clause in before)
            and all(
                done or not clause.strip(DAY)
                for clause, done in zip(behind, is_done[first + 1 :], strict=True)
            )
            and all(not day.due or day.due.replace(day=1) <= self.today for day in days[seen:])
        )  # fmt: skip

    def _remarked(self, table, entry, units, problems):
        """Ask where a remark or the state of a row ends the matter (取消) or moves who leads it (改由科研处牵头)."""
        for column, text in zip(table.head.columns, entry.raw, strict=True):
            if column.key not in ("remark", "status", "progress") or len(text) > LONGEST_REMARK:  # fmt: skip
                continue
            # what was done may name what it ended; alone it ends the matter itself
            is_short = len(text) <= 20 and ENDED.match(ledgers.folded(text).removeprefix("已"))  # fmt: skip
            if is_short or column.key != "progress" and self._ends(text):
                question = self.env._(
                    "“%(title)s” says “%(text)s”. Leave the row out, or take it as it stands.",
                    title=column.title, text=text,
                )  # fmt: skip
                problems["name"] = "\n".join(filter(None, [problems.get("name"), question]))  # fmt: skip
            elif column.key == "remark" and MOVED_UNIT.search(text) and not self._names_lead(text, units):  # fmt: skip
                question = self.env._(
                    "“%(title)s” says “%(text)s”. Choose who leads.",
                    title=column.title, text=text,
                )  # fmt: skip
                problems["lead"] = "\n".join(filter(None, [problems.get("lead"), question]))  # fmt: skip

    @staticmethod
    def _ends(text):
        """Whether a remark ends the matter, and does not say that it was taken up again since."""
        ended = ENDED.search(text)
        return bool(ended) and not TAKEN_UP.search(text, ended.end())

    def _names_lead(self, text, units):
        """Whether a remark names who leads already, and nobody else: 由后勤处改为教务处 names two."""
        return self.finder.named(text) == {units["lead_unit_id"]}
