# ruff: noqa: E501  lists of words and patterns are read best in long lines
"""What the columns of a table are: where its head stands, what each title means and how sure that is."""

import re
from dataclasses import dataclass, field

from .cells import brief, folded

HEAD_WITHIN = 30
#: titles as they stand in such tables; a title that is exactly one of these is sure
WORDS = {
    "row": "序号 序 编号 项目编号 序列 NO No. 任务编号 督办编号 文号 立项编号",
    "name": "事项 督办事项 督查事项 督办督查事项 事项名称 事项内容 任务 工作任务 重点任务 重点工作 任务名称 工作事项 议定事项 决定事项 "
    "决议事项 项目 项目名称 承办事项 立项事项 目标与任务 确定事项 任务事项 交办事项 督办任务 督查任务 整改任务 主要任务 年度任务 "
    "重点事项 工作重点 重点督办事项 工作计划 督办工作 落实事项 会议议定事项 会议决定事项 研究事项 议题 工作项目 目标任务名称 责任事项 主要工作 年度重点工作 "
    "案由 事由 督办事由 提案名称 提案标题 提案题目 标题 题目 主题 事由 件名 任务清单 工作清单 攻坚任务 改革事项 重点项目 建设任务 建设项目 督办件 承诺事项 议决事项 部署事项 年度工作任务 工作安排 重点工作安排 重点工作内容 工作任务名称 工作名称 工作内容名称 创新项目 事项(任务) 任务(事项) 督办事项名称 督办事项内容 重要事项 重大事项 决策事项 议题名称 会议议题 审议事项 "
    "重点工作任务 工作要点 任务项目 改革任务 民生实事 实事项目 批示事项 领导批示事项 批示件 批示件名称 来文标题 来件标题 文件标题 信访事项 诉求事项",
    "content": "内容 督办内容 工作内容 具体内容 任务内容 主要内容 具体任务 议定内容 工作内容及要求 任务分解 分解任务 会议内容 决定内容 "
    "主要任务内容 会议决定 议定意见 会议意见 决议 会议决议 决议内容 决定 任务描述 事项描述 具体事项 具体工作 工作任务及要求 批示内容 主要工作内容 建设内容 任务要点 议定事项内容",
    "problem": "问题 存在问题 反馈问题 整改问题 主要问题 问题表现 具体问题 问题清单 问题描述 反馈意见 意见建议 意见和建议 意见 建议 不足 短板 短板弱项 差距 诉求",
    "lead": "牵头单位 牵头部门 主办单位 主办部门 牵头责任单位 牵头责任部门 主责单位 主责部门 主要责任单位 主要责任部门 牵头 主办 主责 牵头处室 "
    "牵头方 主办方 责任牵头单位 责任牵头部门 主责处室 主责科室 主办科室 主体单位 首责单位 牵头学院 归口单位 归口部门 归口管理部门 归口管理单位 组织单位 主要负责单位 主要承办单位 "
    "第一责任单位 牵头(责任)单位 总牵头单位 牵头科室 主体责任单位",
    "units": "承办 落实 承接 办理 负责 主送单位 主送部门 主送 责任单位 责任部门 承办单位 承办部门 承办科室 责任科室 单位 部门 落实单位 落实部门 责任主体 实施单位 整改单位 整改责任单位 责任处室 "
    "责任学院 办理单位 办理部门 执行部门 执行单位 责任单位(部门) 承接单位 完成单位 责任 主管部门 主管单位 承担单位 责任归口",
    "co_units": "配合单位 配合部门 协办单位 协办部门 配合科室 参与单位 参与部门 协同单位 配合责任单位 配合 协办 会办单位 协助单位 协同部门 "
    "协管部门 配合责任部门 联办单位 联合单位 协办处室 配合处室 会签单位 配合学院 次责单位 相关单位 涉及单位 涉及部门 协调单位 "
    "会办 协同 参与 参加 协助 联办 会同 会签 配合方 协办方 配合(参与)单位 支持单位 协作单位 联动单位 共同责任单位 其他责任单位",
    "due": "完成时限 办结时限 办理时限 时限 完成时间 完成期限 办结期限 截止时间 截止日期 完成日期 时间节点 办结时间 时限要求 整改时限 "
    "计划完成时间 时间安排 时间进度 进度安排 整改期限 整改完成时限 完成节点 预计完成时间 要求完成时间 办结日期 完成时间节点 时间要求 "
    "答复期限 答复时限 反馈时限 办复期限 办复时限 限办日期 限办时间 要求办结时间 完成时点 最迟完成时间 计划时间 完成年月 计划办结时间 整改到位时间 计划销号时间 预计办结时间 计划完成节点 计划完成时限 交付时间 上报时间 完成月份 "
    "deadline ddl 推进时限 完成时限要求 规定时限 目标时限 计划完成日期 拟完成时间 期限 进度要求 完成进度时间 落实时限 落实时间 整改时间",
    "new_due": "调整后时限 调整时限 延期时限 变更时限 新时限 现时限 调整完成时间 延期完成时间 调整后完成时限 调整后完成时间 调整后办结时限 延期后时限 延期后完成时限 变更后时限 延期至 延长至",
    "leader": "分管领导 分管校领导 责任领导 牵头校领导 责任校领导 负责校领导 牵头领导 分管院领导 校领导 包保领导 督办领导 联系校领导 责任院领导 "
    "分管(联系)校领导 批示领导 交办领导 包联领导 包联校领导 挂帅领导 主管校领导 主管领导 牵头负责人",
    "handler": "责任人 承办人 经办人 具体承办人 主体承办人 负责人 直接责任人 具体责任人 联系人 联络员 具体负责人",
    "basis": "依据 督办依据 立项依据 决定依据 交办依据",
    "source": "来源 任务来源 事项来源 来源文件 会议名称 文件名称 来源会议 议定来源 督办来源 会议 会议届次 会次 立项来源",
    "category": "类别 分类 事项类别 督办类别 任务类别 工作类别 类型 事项类型 板块",
    "measures": "措施 工作措施 具体措施 主要举措 工作举措 落实举措 具体举措 整改措施 推进措施 举措 主要措施 抓手 工作抓手 路线图 落实措施 实施举措 任务举措 方法步骤 主要做法",
    "objective": "目标 工作目标 目标任务 预期目标 任务目标 整改目标 预期成果 预期成效 年度目标 目标要求 完成标志 成果形式 标志性成果 考核指标 完成标准 验收标准",
    "requirement": "要求 办理要求 工作要求 落实要求 任务要求 会议要求 标准要求 拟办意见 办理意见 处理意见 承办意见 批示意见 领导批示 批办意见",
    "progress": "进展 进展情况 办理情况 完成情况 落实情况 推进情况 整改情况 工作进展 目前进展 整改进展 任务进展 整改落实情况 工作进展情况 办理进展 "
    "落实进展 办理结果 完成进度 工作完成情况 目前进展情况 整改成效 当前进展",
    "status": "是否完成 完成状态 办理状态 状态 办结情况 是否办结 整改状态 销号情况 是否销号 完成与否 办结状态 进度状态 是否整改完成",
    "done_date": "实际完成时间 实际办结时间 实际完成日期 销号时间 办结销号时间 实际完成时限",
    "meeting_date": "会议时间 会议日期 议定时间 召开时间",
    "remark": "备注 说明 附注 备考",
}
#: titles that look like one of the above and are none
LEFT = re.compile(
    r"督查单位|督办单位|督办部门|督查部门|监督单位|监督部门|填报|报送(?:人|单位)|来文|制表|审核|交办(?:时间|日期)|立项(?:时间|日期)|下达|发文|印发|成文|收文|布置|"
    r"更新时间|反馈时间|发现时间|检查时间|检查日期|登记(?:人|时间|日期)|受理(?:时间|日期)|诉求(?:时间|日期)|批示(?:时间|日期)|投资|资金|预算|经费|单位:|开始|启动(?:时间|日期)|起始|计划启动|电话|联系方式|权重|分值|得分|自评|考核结果|签字|签名|盖章|验收单位|验收时间"
)
OFFICE = r"(?:单位|部门|处室|科室|学院)"
#: 责任领导及责任单位: one column for both
HEADED = r"领导\(?[及和与、/]"
#: by words inside a title, in this order; probable
INSIDE = (
    ("row", r"(?:序号|编号|编码|代码|代号|号码|流水号|文号|单号)$"),
    ("category", r"(?:类型|类别|分类|种类|性质|属性|级别|等级|领域|板块)$"),
    ("done_date", r"实际.{0,2}(?:完成|办结).{0,2}(?:时间|日期)|销号(?:时间|日期)"),
    ("new_due", r"(?:调整|延期|变更|顺延|展期|延长)后.{0,8}(?:时限|时间|期限|日期|节点)|(?:延期|延长|调整|顺延)(?:至|到)|^(?:现定?|新的?).{0,4}(?:时限|期限|完成时间)"),
    ("lead", rf"{HEADED}.{{0,2}}(?:牵头|主办|主责).{{0,4}}{OFFICE}|(?:牵头|主办|主责).{{0,4}}{OFFICE}\(?[及和与、/]?.{{0,4}}领导"),
    ("units", rf"{HEADED}.{{0,4}}{OFFICE}|{OFFICE}\(?[及和与、/]?.{{0,4}}领导"),
    ("lead", r"谁(?:来)?(?:牵头|负责|主抓|承办)"),
    ("co_units", r"谁(?:来)?(?:配合|协助|参加|协办)"),
    ("due", r"(?:什么|啥|何)时(?:候|间)?|几号"),
    ("name", r"(?:要|待|需|须)(?:做|办|干|抓)的?(?:事|工作)|做什么|干什么"),
    ("status", r"是否.{0,4}(?:完成|办结|销号|落实|整改)|状态"),
    ("due", r"(?:竣工|完工|收官|结项|交付|投用|验收|开通|建成|上线|答复|应办结|应完成)\(?.{0,6}(?:时间|日期|节点|时点)|(?:计划|预计|拟|要求|应|力争|确保)(?:完成|办结)$|(?:几|何)时完成|时限|期限|截止|时间节点|完成.{0,3}(?:时间|日期|节点|月份)|办结.{0,2}(?:时间|日期)|整改.{0,3}(?:时间|日期)|时间(?:安排|要求|进度|表)|(?:时序|进度)(?:安排|要求|进度)|(?:计划|预计|拟|要求|目标).{0,4}(?:时间|日期)"),
    ("lead", r"(?:牵头|主办|主管|主抓|主体责任|首办|统筹|主责|主要责任|第一责任).{0,6}(?:单位|部门|处室|科室|学院)|(?:单位|部门).{0,2}\(?牵头"),
    ("co_units", r"(?:配合|协办|协同|参与|参加|会办|会签|联办|联动|联合|协助|协作|协管|协调|支持|共管|相关|涉及|辅助|次要).{0,6}(?:单位|部门|处室|科室|学院)|(?:单位|部门).{0,2}\(?(?:配合|协办)"),
    ("leader", r"(?:分管|责任|牵头|包保|督办|联系|主管|负责|挂).{0,4}领导|校领导|院领导"),
    ("units", r"(?:责任|负责|转办|承接|接办|受理|包干|主体|主抓|分办|任务|牵办|具办|承办|落实|实施|整改|执行|办理|承担|主管|完成|归口).{0,4}(?:单位|部门|处室|科室|主体|学院)"),
    ("handler", r"(?:责任|承办|经办|负责|联系|联络).{0,3}(?:人|员)"),
    ("progress", r"(?:进展|办理|完成|落实|推进|整改|推动|工作|反馈|回复|答复|督查|督办|当前|目前|最新).{0,4}(?:情况|进展|成效|结果|状况|动态)|进展|推进情况"),
    ("problem", r"问题"),
    ("measures", r"措施|举措|做法|步骤|路径"),
    ("objective", r"目标(?!与任务|和任务)|成果|成效|标志|指标|标准"),
    ("name", r"(?:督办|督查|议定|决定|决议|确定|重点|主要|承办|立项|整改|交办|批示|研究|落实).{0,6}(?:事项|任务|工作|项目)|事项|任务|项目名称|工作要点|议题"),
    ("name", r"(?<!会议)(?<!文件)(?<!单位)(?<!部门)(?:名称|标题|题目)$"),
    ("content", r"内容|(?<=.{2})要点|描述|概述|具体"),
    ("requirement", r"要求"),
    ("category", r"类别|分类|类型"),
    ("source", r"来源|会议名称|文件"),
    ("basis", r"依据"),
    ("remark", r"备注|说明|附注"),
    ("row", r"序号|编号"),
)  # fmt: skip
#: short words that mean something only under a wider title
UNDER = {
    "牵头": "lead", "主办": "lead", "主责": "lead", "配合": "co_units", "协办": "co_units", "参与": "co_units", "单位": "units",
    "部门": "units", "人": "handler", "姓名": "handler", "领导": "leader", "校领导": "leader", "止": "due", "结束": "due", "终": "due", "责任": "units",
}  # fmt: skip
#: 启动 and 开工 under 时间; a month or a quarter under 进度安排
STARTS = re.compile(r"启动|开始|起始|开工|^起$|^始$|下达|布置")
#: what happened or is looked at afterwards, beside what was planned
ACTUAL = re.compile(r"实际|已|[核检督复]查|复核|核验|评估")
PERIOD = re.compile(
    r"(?:20\d\d年?)?(?:第?[一二三四1-4]季度?|[上下]半年|年[中末初]|中期|近期|本年度|(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:-\d{1,2})?月份?|第?\d{1,2}周|[一二三四]阶段|第[一二三四]阶段|20\d\d年?)(?:末|底|前)?(?:目标|计划|进度|任务|安排|节点)?"
)
#: 整改任务及完成时限: the limit stands in the words of the matter
WITH_LIMIT = re.compile(
    r"(?:任务|事项|措施|举措|内容|工作)(?:及|和|与|、|/|[（(])(?:其)?(?:计划|拟)?(?:完成|办结|整改|推进)?(?:的)?(?:时限|时间|期限|节点|进度)"
)
STAGE = re.compile(r"(?:阶段|第[一二三四五\d]{1,2}(?:批|步|期)|[一二三四]期).* / ")
LEVEL = re.compile(r"[一二三四]级(?!.*(?:单位|部门|领导|责任))")
MERIT = re.compile(r"指标|维度|观测点|要素")
#: 问题点位: where it is, not what
PLACE = re.compile(r"(?:点位|地点|位置|场所|部位|区域|地址)$")
BARE_TIME = re.compile(r"^(?:时间|日期|节点|进度|时序|月份)$")
FIELDS = tuple(key for key in WORDS if key not in ("problem",))


def _is_caption(grid, number, width):
    """Whether one merged title across the whole table is all that a row says: 2026年…分解表."""
    areas = {grid.merged.get((number, at)) for at in range(width)}
    if len(areas) == 1 and None not in areas and width > 2:
        return True
    said = {brief(cell) for cell in grid.rows[number] if cell is not None}
    return len(said) == 1 and len(next(iter(said))) > 12


@dataclass
class Column:
    """A column: its ``title`` as it stands, what it is taken as (``key``, empty: left) and how sure (0–1)."""

    at: int
    title: str
    key: str = ""
    sure: float = 0.0
    why: str = ""
    #: what it was before it was taken as the matter, for want of another
    before: str = ""


@dataclass
class Head:
    """Where a table begins: rows of the head, ``first`` number of the first row below, its columns."""

    top: int
    first: int
    columns: list = field(default_factory=list)
    #: columns named after units: position → unit; the mark that says who leads
    matrix: dict = field(default_factory=dict)
    #: the column of months beside that of the days
    wider_due: int | None = None
    leading_sign: str = ""

    def at(self, key):
        """Position of the column taken as ``key``; None without one."""
        return next((column.at for column in self.columns if column.key == key), None)

    def holds_limits(self):
        """Whether the matter's own column says that limits stand in it: 整改任务及完成时限."""
        return any(c.key == "name" and WITH_LIMIT.search(c.title) for c in self.columns)

    def all_at(self, key):
        return [column.at for column in self.columns if column.key == key]


def says_something_else(title):
    """Whether the title of a column says for certain that it holds no limit and no unit of the matter."""
    own = brief(title.split(" / ")[-1])
    return bool(LEFT.search(own) or STARTS.search(own) or ACTUAL.search(own))


def _vocabulary():
    words = {}
    for key, text in WORDS.items():
        for word in text.split():
            words.setdefault(folded(word), key)
    return words


VOCABULARY = _vocabulary()


class HeadFinder:
    """Finds the head of a sheet.

    :param own: {title: key} of the institution's own labels and of titles that people mapped by hand; an empty key
        means that the column is left
    """

    def __init__(self, own=None):
        self.own = {folded(title): key for title, key in (own or {}).items()}

    def find(self, grid, hidden_rows=()):
        """The head with the most known columns; None when a sheet has no table of matters."""
        best = None
        numbers = [number for number in sorted(grid.rows) if number not in hidden_rows]
        for at, top in enumerate(numbers[:HEAD_WITHIN]):
            for depth in (1, 2, 3):
                rows = numbers[at : at + depth]
                if len(rows) < depth or rows[-1] - top != depth - 1:
                    break
                columns = self.columns(grid, rows)
                score = self._score(grid, rows, columns)
                if score and (best is None or score > best[0]):
                    best = (score, Head(top, rows[-1] + 1, columns))
        return best and best[1]

    def _score(self, grid, rows, columns):
        known = [c for c in columns if c.key]
        keys = {c.key for c in known}
        named = keys & {"name", "content", "measures", "problem", "objective"}
        told = keys & {"lead", "units"} and keys & {"due", "handler", "leader"}
        if not (named or told) or len(known) < 2:
            return None
        texts = [
            brief(v) for number in rows for v in grid.rows[number] if v is not None
        ]
        if _is_caption(grid, rows[-1], len(grid.rows[rows[-1]])):
            # 附表1 over 重点项目攻坚任务表: titles of the table, however many
            return None
        if len(set(texts)) < 2 or max(map(len, texts)) > 40 and len(rows) > 1:
            return None
        if not all(self._is_deeper(grid, rows[:end]) for end in range(2, len(rows) + 1)):  # fmt: skip
            return None
        # a row of data below the head names nothing; of two heads the shorter one
        return sum(c.sure for c in known) - 0.01 * len(rows) + self._parted(grid, rows)

    @staticmethod
    def _parted(grid, rows):
        """One for a second line that tells apart the columns under one wide title: 责任 over 部门 and 人."""
        width = max(len(grid.rows[number]) for number in rows)
        if len(rows) < 2 or _is_caption(grid, rows[-2], width):
            return 0
        wide = {}
        for at, value in enumerate(grid.rows[rows[-1]]):
            above = grid.merged.get((rows[-2], at))
            if (
                value is not None
                and above
                and grid.merged.get((rows[-1], at), (rows[-1],))[0] == rows[-1]
            ):
                wide.setdefault(above, set()).add(brief(value))
        return float(any(len(titles) > 1 for titles in wide.values()))

    def _is_deeper(self, grid, rows):
        """A second line of a head: its own titles stand under merged or repeated ones, or under nothing."""
        last = grid.rows[rows[-1]]
        own = [
            (at, value)
            for at, value in enumerate(last)
            if value is not None and grid.merged.get((rows[-1], at), (rows[-1],))[0] == rows[-1]
        ]  # fmt: skip
        if not own or any(not isinstance(value, str) for _at, value in own):
            return False
        if 1 < sum(self._is_under_one(grid, rows[-2], at) for at, _v in own) > len(own) / 2:  # fmt: skip
            return False
        return all(
            self.meaning(brief(value))[0]
            or brief(value) in UNDER
            or len(brief(value)) <= 6
            for _at, value in own
        )

    @staticmethod
    def _is_under_one(grid, above, at):
        """Whether what stands above is the title of this one column alone: a second line of a head parts wider ones."""
        title, after = grid.get(above, at), grid.get(above, at + 1)
        area = grid.merged.get((above, at))
        is_wide = area and area in (grid.merged.get((above, at + n)) for n in (-1, 1))
        return title is not None and after is not None and not is_wide

    def columns(self, grid, rows):
        """The columns under a head of these rows."""
        width = max(len(grid.rows[number]) for number in rows)
        columns = []
        told = [number for number in rows if not _is_caption(grid, number, width)]
        for at in range(width):
            titles = []
            for number in told or rows:
                value = grid.get(number, at)
                if isinstance(value, str) and value not in titles:
                    titles.append(value)
            key, sure = self._key([brief(title) for title in titles])
            shown = " / ".join(" ".join(title[:100].split()) for title in titles)
            columns.append(Column(at, shown, key, sure))
        return self.settle(columns)

    def _key(self, titles):
        if not titles:
            return "", 0.0
        for title in ("".join(titles), titles[-1]):
            if title in self.own:
                return self.own[title], 1.0
        wide = titles[-2] if len(titles) > 1 else ""
        if wide and self.meaning(wide)[0] == "due":
            # 整改时间 over 启动 and 完成; 时间节点 over 一季度, 二季度: what is done in each, no limit
            if STARTS.search(titles[-1]):
                return "", 0.9
            if PERIOD.fullmatch(titles[-1]):
                return "measures", 0.8
        if len(titles) > 1 and titles[-1] in UNDER:
            key, _sure = self.meaning(titles[0] + titles[-1])
            return (UNDER[titles[-1]] if key in ("", "units") else key), 0.9
        found = [self.meaning(title) for title in (titles[-1], *reversed(titles[:-1]))]
        return max(found, key=lambda pair: pair[1])

    def meaning(self, title):
        """(key, how sure) of a title."""
        if not title or len(title) > 30:
            return "", 0.0
        bare = re.sub(r"\([^()]*\)", "", title)
        without = title.replace("(", "").replace(")", "")
        for text in (title, bare, without):
            if text in self.own:
                return self.own[text], 1.0
            if text in VOCABULARY:
                return VOCABULARY[text], 1.0
        if LEFT.search(title):
            # 来文单位及事由: one of the two is known
            parts = [VOCABULARY.get(part) for part in re.split(r"[及和与、/]", bare)]
            return ("name", 0.9) if "name" in parts[1:] else ("", 0.0)
        if PLACE.search(bare):
            return "", 0.0
        if BARE_TIME.match(title):
            return "due", 0.6
        if WITH_LIMIT.search(bare or title):
            return "name", 0.9
        for key, pattern in INSIDE:
            if re.search(pattern, bare or title):
                return key, 0.8
        return "", 0.0

    def is_title(self, title, exactly=False):
        """Whether a text is a title for certain; ``exactly``: of a column that a matter is read from."""
        known = title in self.own or title in VOCABULARY
        return known or not exactly and len(title) < 12 and bool(LEFT.search(title))

    def settle(self, columns):
        """One column for each key; of several unit columns the second names who helps."""
        has_lead = any(c.key == "lead" for c in columns)
        units = [c for c in columns if c.key == "units"]
        for column in units[0 if has_lead else 1 :]:
            column.key, column.why = "co_units", "second_units"
            column.sure = min(column.sure, 0.9)
        if not any(c.key == "due" for c in columns):
            for column in columns:
                column.key = "due" if column.key == "new_due" else column.key
        for column in [c for c in columns if c.key == "due" and STAGE.search(c.title)][:-1]:  # fmt: skip
            # 阶段一 / 时间, 阶段二 / 时间: the last stage is the limit
            column.key, column.why = "content", "earlier_stage"
        self._stages(columns)
        dues = sorted((c for c in columns if c.key == "due"), key=_due_rank)
        for column in dues[1:]:
            is_part = re.search(r" / [年月日]$", column.title)
            is_done = not is_part and re.search("完成|办结", column.title)
            column.key = "done_date" if is_done else ""
            column.why, column.sure = "second_due", 0.6
        self._names(columns)
        seen = {}
        for column in sorted(columns, key=lambda c: (-c.sure, c.at)):
            if column.key in (
                "",
                "co_units",
                "measures",
                "content",
                "progress",
                "remark",
            ):
                continue
            if column.key in seen:
                column.why, column.key = "repeated", ""
            else:
                seen[column.key] = column
        return columns

    @staticmethod
    def _stages(columns):
        """主体完工 and 竣工验收 side by side under 进度安排: the last of them is the limit, the others lead to it."""
        wide = {}
        for column in columns:
            above, _slash, own = column.title.rpartition(" / ")
            if column.key == "due" and above and own not in ("年", "月", "日") and not ACTUAL.search(own):  # fmt: skip
                wide.setdefault(above, []).append(column)
        for stages in wide.values():
            for column in stages[:-1] if stages[0].title != stages[-1].title else ():
                column.key, column.why = "content", "earlier_stage"

    @staticmethod
    def _names(columns):
        """The title of a matter: 整改任务 before 问题, 工作任务 before 具体任务, content when nothing else is there."""
        names = [c for c in columns if c.key == "name"]
        levels = [
            c for c in columns if LEVEL.match(c.title) and not c.key.endswith("units")
        ]
        deeper = [
            c
            for c in columns
            if c not in levels and c.key in ("name", "content", "measures")
        ]
        if levels and deeper and all(MERIT.search(c.title) for c in levels):
            # 一级指标, 二级指标 only sort; what is done stands beside them
            for column in levels:
                column.key, column.why = "content", "wider"
            found = max(
                deeper, key=lambda c: (c.key == "name", c.key == "content", c.sure)
            )
            found.key, names, levels = "name", [found], []
        if len(levels) > 1:
            # 一级任务, 二级任务: the deepest level is the matter, what stands above groups it
            for column in {id(c): c for c in [*names, *levels]}.values():
                column.key, column.why = "content", "wider"
            levels[-1].key, levels[-1].why, names = "name", "", levels[-1:]
        if len(names) > 1:
            # the finer one is the matter, what stands before it on the left groups it
            for column in names[:-1] if all(c.sure == 1 for c in names) else names[1:]:
                column.key, column.why = "content", "wider"
        if not names:
            for key in ("problem", "content", "measures", "objective", "requirement"):
                alike = [c for c in columns if c.key == key]
                found = max(alike, key=lambda c: c.sure, default=None)
                if found:
                    found.key, found.sure, found.before = (
                        "name",
                        min(found.sure, 0.9),
                        key,
                    )
                    break
        for column in columns:
            if column.key == "problem":
                column.key = "content"


def _due_rank(column):
    return (
        not re.search(r"时限|期限|截止|节点|要求|计划|预计", column.title),
        -column.sure,
        column.at,
    )
