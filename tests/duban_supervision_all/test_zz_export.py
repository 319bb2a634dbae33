import json
from odoo.tests import TransactionCase, tagged
from odoo.addons.duban_supervision.models.rules.regulation_layout import Layout
from odoo.addons.duban_supervision.models.rules.regulation_writer import Writer

DEAD = ("doc:slip", "doc:urging", "doc:assignment_notice", "doc:statement", "action:action_archive_matter", "field:statement", "field:research_ids", "field:kind_id")
def group_keep(i, kind):
    return (i, kind) == ("xisu", "option")

@tagged("post_install", "-at_install")
class TestZz(TransactionCase):
    def test_zz(self):
        import os
        out = os.environ.get("ZZOUT", "/root/rules_tmp/out")
        os.makedirs(out, exist_ok=True)
        Reg = self.env["duban.regulation"].with_context(lang="zh_CN")
        log = open(f"{out}/log", "w")
        for i in "wut sie xisu abaf lzu".split():
            r = Reg.browse(self.env.ref(f"duban_supervision_{i}.regulation").id)
            layout = Layout(r.env)
            plan = r._plan(layout)
            json.dump(plan.as_json(), open(f"{out}/{i}.json", "w"), ensure_ascii=False, indent=0)
            again = r._read_file(r._file_text())
            for place in {*plan.rows, *again.rows}:
                if plan.rows.get(place) != again.rows.get(place):
                    print(i, "ROUND", place, plan.rows.get(place), again.rows.get(place), file=log)
            for part in plan.PARTS:
                if getattr(plan, part) != getattr(again, part): print(i, part, file=log)
            titles = json.load(open("/root/rules_tmp/titles.json"))
            plan.titles = titles[i]
            groups = {}
            for (kind, key), row in plan.rows.items():
                groups.setdefault(layout.group(kind, row), []).append((row.get("sequence", 0) if group_keep(i, kind) else row.pop("sequence", 0), key))
            for group, keys in groups.items():
                if keys != sorted(keys, key=lambda k: k[0]): print(i, "ORDER", group, keys, file=log)
            plan.unplace(layout)
            for place in [p for p in plan.rows if p[0] == "word" and (p[1][0].startswith("role:") or p[1][0] in DEAD)]:
                del plan.rows[place]
            for level, where, what in r._examine(): print(i, level, where, what, file=log)
            text = Writer(layout, plan, r._file_comments(layout)).text()
            open(f"{out}/{i}.yaml", "w").write(text)
            print(i, text.count("\n"), file=log)
