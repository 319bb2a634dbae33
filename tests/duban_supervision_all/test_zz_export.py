import json
from odoo.tests import TransactionCase, tagged

@tagged("post_install", "-at_install")
class TestZz(TransactionCase):
    def test_zz(self):
        import os
        out = os.environ.get("ZZOUT", "/root/rules_tmp/out")
        os.makedirs(out, exist_ok=True)
        Reg = self.env["duban.regulation"].with_context(lang="zh_CN")
        for i in "wut sie xisu abaf lzu".split():
            r = Reg.browse(self.env.ref(f"duban_supervision_{i}.regulation").id)
            plan = r._plan()
            json.dump(plan.as_json(), open(f"{out}/{i}.json", "w"), ensure_ascii=False, indent=0)
            text = r._file_text()
            open(f"{out}/{i}.yaml", "w").write(text)
            again = r._read_file(text)
            a, b = plan.as_json(), again.as_json()
            json.dump(b, open(f"{out}/{i}.again.json", "w"), ensure_ascii=False, indent=0)
            key = lambda p: sorted(map(str, p["rows"]))
            for part in ("head", "titles", "settings", "clauses"):
                assert a[part] == b[part], (i, part, a[part], b[part])
            assert key(a) == key(b), (i, [x for x in key(a) if x not in key(b)][:5], [x for x in key(b) if x not in key(a)][:5])
