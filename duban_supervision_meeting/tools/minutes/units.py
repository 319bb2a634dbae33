"""Who acts: names of units, known or by their form, lists of them, and leaders made responsible."""

import re
from dataclasses import dataclass

from .words import AFTER_NAME, HELP, LEAD

ENDINGS = (
    "领导小组办公室|工作领导小组|领导小组|工作专班|工作组|专班|委员会|管理办公室|办公室|研究生院|研究院|"
    "(?:督查|监察|研究|编研|档案|机要|法规|法制|信访|审理|综合|政策|秘书|调研|医务|财务|总务|教务|保卫|政教)室|"
    "医院|学院|书院|管理处|党委|党总支|党支部|总支|支部|党组织|"
    "教研室|实验室|教学部|中心|街道办事处|街道|公司|大队|支队|分局|集团|协会|学会|工会|团委|图书馆|档案馆|"
    "博物馆|体育馆|"
    "处|部|办|系|科|局|馆|所|站|院|队|委|会|组|社|厂|园"
)
COLLECTIVE = (
    r"(?:(?:与会)?(?:各|每个|每一个|有关|相关|全校各|校内各|机关各|全院各|各有关|各相关|其他)(?:二级|教学|职能|基层|"
    r"直属|培养|用人|承办|责任|参建|施工|申报|参与|党政|学校|机关|主办|协办|配合|牵头|使用|建设|试点|成员|附属|独立|所属|业务|行政|党群)*"
    r"(?:学院（部、所）|系（部）|学院（系）|院（系）|院系部|单位|部门|学院|院系|系部|系|部|科室|处室|科(?=[^学研室])|"
    r"教研室|纪委|纪检组织|分?中心|分院|病区|支队|中队|班组|项目部|食堂|专班|工作组|分工会|片区|校区|部处|处部|班级|书院|党组织|党支部|党总支|高校|实验室|街道|乡镇|社区|县区|区县|班主任|辅导员|导师|"
    r"年级)(?:、?各?(?:部门|单位))?"
    r"|全体(?:辅导员|班主任|教师|导师|中层干部|教职工|师生)|(?:工程|项目|各)?(?:涉事|牵头|责任|总承包|施工|监理|设计|"
    r"供暖|物业|承建|参建|承包|中标|代建|运营)(?:[^\W由和与及对的将把在，、]){0,8}?(?:单位党组织|党组织|"
    r"单位|公司|企业)|被[一-龥]{2,6}的?[一-龥]{0,6}?(?:单位党组织|党组织|单位|学院|部门))"
)
#: characters with which names of units end
LAST = "处部办院系科心室会委馆局队组所"
SEPARATOR = re.compile(r"、|和|与|及|以及|，(?=[^，]{2,12}(?:、|和|及|配合|协助))")
#: 执行率低于60%的单位, 未完成任务的学院: told by what they have in common
DESCRIBED = re.compile(
    r"[^，。；：:、由请将把对]{2,20}的(?:各|相关|有关)?(?:单位|部门|学院|院系|二级单位|党组织|党支部|科室|处室|教研室|支部|班级|项目组)(?=[，,]|要|应|须|需|于|\d|在)"
)
TAG = re.compile(r"[（(](?:主|主办|牵头|配|配合|协|协办|负责|主责)[）)]")
#: 后勤处（宿舍）、财务处（缴费）: what each of several does
DOES = re.compile(r"[（(][一-龥]{1,8}[）)](?=、)")
#: 饮食中心主任负责: whoever heads a unit answers for it
HEADED = re.compile(
    r"(?:主要)?(?:负责人|负责同志|主任|处长|部长|科长|馆长|所长|经理)(?=负责|牵头|具体负责|带队|抓总)"
)
TITLE = (
    r"(?:系主任|常务副校长|副校长|校长|党委副书记|党委书记|纪委书记|副书记|书记|常务副院长|(?:教学|科研|行政|"
    r"学生工作|分管)?副院长|院长|总会计师|总工程师|常务副区长|副区长|区长|"
    r"副县长|县长|副市长|市长|副局长|副所长|所长(?!办)|副总经理|总经理(?!办)|董事长|理事长|主席|副主席|校领导|院领导|区领导|领导|副秘书长|秘书长|校长助理|"
    r"院长助理|区委常委)"
)
LEADER = re.compile(
    rf"各位(?:党委委员|党委常委|常委|班子成员|校领导|院领导|领导|委员)|(?:分管|联系|主管)[一-龥、]{{1,20}}?的?{TITLE}|各?(?:分管|联系|主管)(?:的)?(?:校领导|院领导|领导|"
    rf"副校长|副院长)|"
    rf"(?:(?:校|院|区|学院)?{TITLE}、){{0,2}}(?:校|院|区|学院)?{TITLE}[一-龥]某(?:某)?(?:同志)?|"
    rf"[一-龥]{{1,2}}(?:某)?{TITLE}|[一-龥]某(?:某)?同志|(?:党委|学院|学校|校|院|区)?{TITLE}(?![一-龥]{{0,2}}(?:办"
    rf"公|会议|办公室))"
)
CHARGED = re.compile(
    rf"(?:另行|会后|统一|再次|再|要|应|须|需)*(?:{LEAD}|任组长|担任组长|任(?:总)?(?:负责人|指挥|指挥长)|协调|统筹|挂帅|召集|主持(?=[^，]{{0,10}}(?:工作|"
    rf"推进|协调))|(?:亲自|具体|负责|出面|带队|督促|督办|调度|抓总|分管|跟进|联系|约谈|会同|组织|把关|"
    rf"审定后))"
)
NAME = "[一-龥A-Za-z0-9“”·]"
#: an ending that little else has
STRONG = re.compile(r"(?:.{2}[处部局]|学院|中心|办公室|研究院|委员会|领导小组)$")
#: 县公安局交管大队: a part of it that has a name of its own
BELOW = re.compile("[一-龥]{2}(?:大队|支队|中队)|[一-龥]{2,4}派出所")
#: 联席会议办公室: the meeting has an office that acts
OFFICE_OF = re.compile("[一-龥]{0,8}?联席会议办公室")
#: in front of a name it says whose unit it is
QUALIFIER = re.compile(
    "机关|直属|后勤|离退休|附属|[一-龥]{1,6}(?:校区|学院|医院|集团|中学|小学|[县市区省镇乡])"
)
#: what makes another word of a known name: 人事处长, 科技部门, 教务处的方案
GOES_ON = re.compile(rf"[长们员的之内外楼门前后侧]|{ENDINGS}")
#: an ending that is only the middle of a longer name
UNFINISHED = re.compile(
    r"科(?:学|目|技(?![部处园局办])|研(?![科处院部办]))|实验室[与和]|党委(?:办|组|宣|统|教|学|巡|保|"
    r"研|人|武)|会计|部门|处室|局面|办学|办法|所有"
)
#: 处理, 部署, 系统: a word that begins like the end of a unit's name
BEGUN = re.compile(
    r"室设[在于]|局(?:外|部|限|势)|组(?:建|成|合|团)|处(?:理(?![顺清])|置|分(?![别管头类批工解发派])|罚|于)|部署|系(?:统|列)|办(?:理|法|学|公)|委(?:托|派)|组织|"
    r"会(?:议|后|上)|社会|站(?:位|点)|厂家|馆藏|园区"
)
#: what a unit's name does not begin with
NOT_A_BEGINNING = re.compile(
    r"(?:退回|发回|转交|陪同|会议|会上|会后|同意|关于|根据|按照|对于?|针对|本次|此次|由|将|把|并|要|在|从|以|向|为|请|原|"
    r"该|其|这|那|进一步|加快|做好|完成|组织(?!部|人事|统战)|开展|制定|完善|建立|推进|落实|加强|成立|听取|审议|研究(?!生|"
    r"院|所)|通过|"
    r"讨论|决定|确定|明确|报|交(?!通|流)|送|抄|督促|协调|整改|提出|提供|拿出|印发|下发|清理|处理|解决|"
    r"反馈|汇总|统筹|办理|搬|抓|跟|直接|直至|直到|有|逾期|对接|联系|通知|通报|告知|需|须|应|可|用|争取|"
    r"确保|形成|就|与|和|及|待|据|逐|上|下|因此|开学|结果|征求|取消|"
    r"批准|挂靠|撤销|合并|更名|依托|委托|任命|授权|核准|核定|批复|命名|签订|续签|全部|全面|全力|全程|组建|组成|修订|起草|拟定|编制|编写|发布|公布|公示|开放|开通|上报|报送|梳理|排查|增派|增设|购置|安装|更换|升级|实施|"
    r"邀请|征集|选派|遴选|聘请|恢复|拆除|补齐|列出|列入|纳入|出具|出台|开设|落地|召集|举办|抓好|健全|再次|继续|逐步|"
    r"切实|认真|严格|积极|尽快|抓紧|充分|全面|继续|同步|统一|共同|分别|要求|指出|强调|认为|各项|一是|"
    r"二是|三是|其中|每|第|不|已|到|至|同时|下一步|另|经|《|目前|近期|因|若|如|拟|提交|启动|调整|修订|"
    r"设立|召开|会同|配合|负责|牵头|支持|所有|上述|新|利用|充分|项目|问题|工程|方案|人员|资金|经费|校庆)"
)


#: what stands before a unit that does not act: it receives, is told, is where something is
NOT_ACTING = re.compile(
    r"(?:[报向给交送对与和同及到至在从为将把经按让的以属于由请会商、（(《“]|报请|通知|联系|邀请|协助|配合|督促|各|原|是|经过|根据|归口|送达|移交|并入|划归)$"
)
#: the act or its day right behind the unit that acts
ACTS_NOW = re.compile(
    r"(?:要|应|须|需|务必|负责|牵头|尽快|抓紧|统一|会后|今天|明天|后天|今日|明日|本周|这周|下周|月底|本月|下月|\d{1,2}月|周[一二三四五六日]|[先再]|报|交|送|汇总|收齐|排定|组织|安排|落实|办理|完成)"
)


@dataclass
class Party:
    """Units in one clause with what they are there: lead, co or actor."""

    start: int
    end: int
    units: list
    role: str
    by: bool = False
    leader: str | None = None


class Units:
    """Recognises units; ``names`` are those of the institution, in full and short."""

    def __init__(self, names=()):
        known = sorted(
            {name.strip() for name in names if name.strip()}, key=len, reverse=True
        )
        self.names = set(known)
        self.known = re.compile("|".join(map(re.escape, known))) if known else None

    def one(self, text, position, named=False):
        """End of the unit's name that begins at ``position``, or None.

        A name ends where a word follows that a name can be followed by.

        :param named: 由 or 请 stands before it: a known name ends there whatever verb follows
        """
        ends = []
        if self.known:
            # the longest known name first, then shorter ones that begin alike
            found = self.known.match(text, position)
            while found:
                ends.append(found.end())
                found = self._shorter(text, position, found.end())
        # 后勤 is no unit where 后勤保障部 stands; 财务 is one in 财务处理
        ends = [end for end in ends if end == ends[0] or BEGUN.match(text, ends[0] - 1)]
        for end in ends:
            below = BELOW.match(text, end)
            if below and AFTER_NAME.match(text, below.end()):
                return below.end()
            tagged = TAG.match(text, end) or HEADED.match(text, end)
            if text[end : end + 1] != "由" and AFTER_NAME.match(text, end) or tagged:
                return end
            if named and end - position > 2 and not GOES_ON.match(text, end):
                return end
        found = re.compile(COLLECTIVE).match(text, position)
        if found and AFTER_NAME.match(text, found.end()):
            if (
                text[found.end() : found.end() + 1] in "：:"
                and found.group()[0] not in "各全"
            ):
                return None  # 责任单位：…: a label
            return found.end()
        if NOT_A_BEGINNING.match(text, position):
            return None
        if short := self._shortened(text, position):
            return short
        return self._generic(text, position, named)

    def _shorter(self, text, position, end):
        for name in sorted(self.names, key=len, reverse=True):
            if len(name) < end - position and text.startswith(name, position):
                return re.compile(re.escape(name)).match(text, position)
        return None

    def _generic(self, text, position, named=False):
        office = OFFICE_OF.match(text, position)
        if office and AFTER_NAME.match(text, office.end()):
            return office.end()
        limit = min(len(text), position + 22)
        for found in re.finditer(ENDINGS, text[position:limit]):
            end = position + found.end()
            name = text[position:end]
            if len(name) > 3 and re.search("(?:举|承|主|协|代|合)办$", name):
                return None  # 国际文化节如期举办
            if len(name) < 2 or not re.fullmatch(f"{NAME}+", name):
                if len(name) >= 2:
                    return None
                continue
            if re.fullmatch("[督催承主查经代协筹举合交转批]办", name) or re.search(
                r"会议|(?:单位|公司)(?!党|团|工会|项目|分|办)[一-龥]+[站会社组]$|[全局内外干大]部$|全[院校处系馆所局委]$|结果|没有|设在|设于|挂靠|校园$|(?:关|体|联)系$|[有无]所$|.+(?:相关|有关)(?:学院|单位|部门|处室|科室)$|(?<![方面])向|(?:表彰|动员|总结|座谈|研讨|报告|宣讲|说明|交流|推进|协调|调度|启动|听证|论证|评审|招聘|运动|联欢|晚|大|年|例|评议|发布|汇报|培训|碰头|部署)会$|再次|上会|报(?!告|社|刊)|交(?![通流大叉警管投])|各|于|在(?![线职])|[一二三四五六日天底末月]前|[本下这]周|\d|办公会$|常委会$|联席会$|例会$|专题会$|常务会$|党委会$|[的了是等由将把请并为"
                r"被让]|负责|牵头|配合|会同|按照|根据|意见|问题|情况|至|组织(?!部|人事)|完成|统一|做好",
                name,
            ):
                return None
            if re.fullmatch("[东南西北老新]院", name) and text[end : end + 1].isdigit():
                return None  # 南院3号楼
            if self.known and self._object_before(name):
                return None
            if any(UNFINISHED.match(text, end - back) for back in (1, 2, 3)):
                continue
            if BEGUN.match(text, end - 1) or re.search(
                "(?:[本专理工文医百]|(?<!教)学|(?<!安)全)科$", name
            ):
                continue
            if text[end : end + 1] == "由":
                return None  # what is done by whom is told next
            if AFTER_NAME.match(text, end) or TAG.match(text, end):
                return end
            if named and STRONG.search(name) and not GOES_ON.match(text, end):
                return end
        return None

    def _shortened(self, text, position):
        """End of 泥沙室 at ``position``, short for one known name alone, 泥沙研究室; else None."""
        for size in (3, 4, 5):
            name = text[position : position + size]
            if not name.endswith("室") or not AFTER_NAME.match(text, position + size):
                continue
            fits = [
                full
                for full in self.names
                if full.endswith("室")
                and full.startswith(name[:2])
                and len(full) > size
                and re.match(".*?".join(map(re.escape, name)), full)
            ]
            if len(fits) == 1:
                return position + size
        return None

    def _object_before(self, name):
        """Whether ``name`` is a thing and then the unit that sees to it: 志愿者名单团委."""
        inner = self.known.search(name)
        if inner and re.fullmatch("办公室|中心|委员会|领导小组|学院", inner.group()):
            return False  # 办公室 alone says nothing of 区政府办公室
        while inner and inner.end() < len(name):
            inner = self.known.search(name, inner.start() + 1)
        if not inner or not inner.start():
            return False
        before = name[: inner.start()]
        if QUALIFIER.fullmatch(before):
            return False  # 机关党委办公室
        return len(inner.group()) > 2 or (
            len(before) > 3 and not re.search(f"(?:{ENDINGS}|校|党)$", before)
        )

    def within(self, text, position):
        """(begin, units, end) of units that act behind the thing they act on, 名单团委明天报; None if there are none.

        Only known and collective names count, and only where the verb or the day follows at once.
        """
        patterns = [re.compile(COLLECTIVE), *([self.known] if self.known else [])]
        found = [mark for each in patterns for mark in each.finditer(text, position)]
        for mark in sorted(found, key=lambda each: each.start()):
            before = text[max(position, mark.start() - 6) : mark.start()]
            if len(before) < 3 or NOT_ACTING.search(before):
                continue
            names, end = self.many(text, mark.start())
            if names and ACTS_NOW.match(text, end):
                return mark.start(), names, end
        return None

    def many(self, text, position, named=False):
        """(units, end) of the list of units that begins at ``position``; ([], position) if none does."""
        units, end = [], position
        while True:
            last = self.one(text, end, named)
            if last is None:
                break
            units.append(text[end:last])
            end = last
            tag = TAG.match(text, end) or HEADED.match(text, end)
            if tag:
                end = tag.end()
            does = DOES.match(text, end)
            separator = SEPARATOR.match(text, does.end() if does else end)
            if not separator or self.one(text, separator.end(), named) is None:
                break
            end = separator.end()
        if units:
            rest = re.match(
                r"[两二三四五六七八九十\d]+(?:个|家)[一-龥]{0,8}?(?:单位|部门|学院|处室)|等?(?:相关|有关|\d+个|[一二两三四五六七八九十]+个)?(?:职能)?(?:部门|单位|学院|处室)?(?=[，、负牵"
                r"配按分要共])|等",
                text[end:],
            )
            if rest and text[end : end + 1] in "等两二三四五六七八九十0123456789":
                end += rest.end()
        return units, end

    def without_persons(self, cell):
        """``cell`` without whoever stands behind a unit: 学生资助中心郭伟, 学生处 王某."""
        cell = re.sub(
            rf"(?<=[{LAST}])[ 　/／]*[一-龥]某某?(?=[、，,；;\s/／]|$)", "", cell
        )
        if not self.known:
            return cell
        return re.sub(
            rf"({self.known.pattern})[ 　/／]*[一-龥]{{1,2}}[^\W{LAST}](?=[、，,；;\s/／]|$)",
            r"\1",
            cell,
        )

    def is_unit(self, text):
        """Whether all of ``text`` is a list of units."""
        units, end = self.many(text, 0)
        return bool(units) and not text[end:].strip(" 、，。：:")


#: 心理中心（各学院配合）: who helps stands in brackets
IN_BRACKETS = re.compile(
    r"[（(]([^（()）]{2,40}?)(?:予以)?(?:配合|协助|协办|参与)[）)]"
)


def split_cell(text):
    """Units in a cell or after a label: 、 and blanks part them; (主) and the like are kept apart."""
    text = re.sub(r"^[—\-–－/]+$|^无$", "", text.strip(" 。；;，,"))
    found = []
    for helpers in IN_BRACKETS.finditer(text):
        found += [(name, True) for name, _helper in split_cell(helpers[1])]
    text = IN_BRACKETS.sub("", text)
    found = _split(text) + found
    return found


def _split(text):
    found = []
    for name in re.split(
        r"[、，,；;\s]+|(?<=[处部办院系科心室会委馆局])和(?=[一-龥])|(?<=[处部办院系科心室会委馆局])及(?=[一-龥])",
        text,
    ):
        helper = bool(
            re.search(r"[（(](?:配|协|配合|协办)[）)]|(?:配合|协办|协助)$", name)
        )
        name = re.sub(
            r"[（(](?:主|主办|牵头|配|配合|协|协办|负责|主责|牵头单位|配合单位)[）)]",
            "",
            name,
        )
        # 学生工作部（宋某）: a person of the unit, no part of its name
        name = re.sub(
            rf"[（(](?![^（）()]*(?:{ENDINGS})[）)])[一-龥]{{1,4}}[）)]$", "", name
        )
        name = re.sub(
            rf"^(?:由|请)|(?:{LEAD}|{HELP})$|等(?:部门|单位|相关部门|有关单位)?$",
            "",
            name,
        )
        if name:
            found.append((name, helper))
    return found
