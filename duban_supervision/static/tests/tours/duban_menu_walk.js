import { App } from "@odoo/owl";
import { rpcBus } from "@web/core/network/rpc";

/* Every view of every menu of an app opens, in the manner of the web client's own click-all (clickbot), with two
   differences: it works on a phone, where that one finds no menus, and it goes on after an error and names them all.
   `window.dubanWalkMenus({ app, views })` ends with the log line "test successful", or with one error that names all. */

const PATIENCE = 20000;
const PAUSE = 20;
const MARK = "menu walk:";

class Walk {
    constructor({ app, views }) {
        this.services = odoo.__WOWL_DEBUG__.root.env.services;
        this.app = app;
        this.allViews = views !== "first";
        this.pending = new Set();
        this.failures = [];
        this.opened = 0;
        this.updates = 0;
    }

    async run() {
        const { bus } = odoo.__WOWL_DEBUG__.root.env;
        rpcBus.addEventListener("RPC:REQUEST", ({ detail }) => this.pending.add(detail.data.id));
        rpcBus.addEventListener("RPC:RESPONSE", ({ detail }) => this.pending.delete(detail.data.id));
        bus.addEventListener("ACTION_MANAGER:UI-UPDATED", () => this.updates++);
        const root = this.services.menu.getApps().find((menu) => menu.xmlid === this.app);
        for (const menu of this.leaves(this.services.menu.getMenuAsTree(root.id))) {
            await this.guard(menu.xmlid, () => this.openMenu(menu));
        }
        console.log(`${MARK} ${this.opened} views of ${this.app} opened`);
        if (this.failures.length || !this.opened) {
            console.error(`${MARK} ${this.failures.length} do not open\n${this.failures.join("\n")}`);
        } else {
            console.log("test successful");
        }
    }

    leaves(menu) {
        const own = menu.actionID ? [menu] : [];
        // an app opens what its first entry opens
        const below = menu.childrenTree.flatMap((child) => this.leaves(child));
        return menu.childrenTree.length ? below : own;
    }

    async openMenu(menu) {
        this.canCreate = false;
        await this.after(() => this.services.action.doAction(menu.actionID, { clearBreadcrumbs: true }));
        this.opened++;
        this.canCreate = Boolean(document.querySelector(".o_list_button_add, .o-kanban-button-new"));
        if (document.querySelector(".o_dialog")) {
            await this.services.action.doAction({ type: "ir.actions.act_window_close" });
            return this.idle();
        }
        const { action, props } = this.services.action.currentController;
        if (action.type !== "ir.actions.act_window" || !this.allViews) {
            return;
        }
        const open = this.services.action.currentController.view?.type;
        const others = action.views.map(([, type]) => type).filter((type) => type !== open && type !== "search");
        for (const type of new Set(others)) {
            await this.guard(`${menu.xmlid}, ${type}`, () => this.openView(props.resModel, type));
        }
    }

    async openView(model, type) {
        let props = {};
        if (type === "form") {
            const [resId] = await this.services.orm.search(model, [], { limit: 1 });
            if (!resId && !this.canCreate) {
                // nothing to open, and nothing that offers it
                return;
            }
            props = { resId: resId || false };
        }
        await this.after(() => this.services.action.switchView(type, props));
        this.opened++;
    }

    /** Do it, and wait until what it shows stands there. */
    async after(act) {
        const before = this.updates;
        await act();
        await this.idle(() => this.updates > before || document.querySelector(".o_dialog"));
    }

    async idle(reached = () => true) {
        const busy = () =>
            this.pending.size || [...App.apps].some((app) => app.scheduler.tasks.size) || !reached();
        for (let waited = 0; busy(); waited += PAUSE) {
            if (waited > PATIENCE) {
                throw new Error("it did not come to rest");
            }
            this.complain();
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
        await new Promise((resolve) => requestAnimationFrame(resolve));
        this.complain();
    }

    complain() {
        const box = document.querySelector(".o_error_dialog, .o_dialog .o_error_detail");
        if (box) {
            throw new Error(box.innerText.replace(/\s+/g, " ").slice(0, 800));
        }
    }

    /** What goes wrong is noted under `name`; its boxes are closed, and the walk goes on. */
    async guard(name, act) {
        try {
            await act();
        } catch (error) {
            this.failures.push(`${name}: ${error.message}`);
            for (const button of document.querySelectorAll(".o_dialog .btn-close, .o_dialog .modal-footer .btn")) {
                button.click();
            }
            await new Promise((resolve) => setTimeout(resolve, 200));
        }
    }
}

window.dubanWalkMenus = (options) => new Walk(options).run();
