// "?" lists the keys of the page, and those that work everywhere. "g" and a letter go to a page.
(function () {
    "use strict";

    const PLACES = {h: "/", i: "/inbox/", a: "/approvals/", c: "/crm/contact/", d: "/board/", t: "/crm/task/", s: "/sandbox/", l: "/offers/"};
    let going = 0;

    function rows(pairs) {
        const list = document.createElement("dl");
        list.className = "qh-keys";
        pairs.forEach(function ([keys, words]) {
            const term = document.createElement("dt");
            term.textContent = keys;
            const what = document.createElement("dd");
            what.textContent = words;
            list.append(term, what);
        });
        return list;
    }

    // The words stand on the page, in the reader's language.
    function listed(list) {
        const head = document.createElement("h2");
        head.textContent = list.dataset.title;
        const terms = Array.from(list.querySelectorAll("dt"));
        return [head, rows(terms.map((one) => [one.textContent, one.nextElementSibling.textContent]))];
    }

    function show() {
        const everywhere = document.getElementById("all-keys");
        const dialog = document.createElement("dialog");
        dialog.className = "qh-card";
        dialog.setAttribute("aria-label", everywhere.dataset.name);
        const own = document.getElementById("page-keys");
        if (own) dialog.append(...listed(own));
        dialog.append(...listed(everywhere));
        const close = document.createElement("button");
        close.className = "qh-button";
        close.textContent = everywhere.dataset.close;
        close.addEventListener("click", () => dialog.close());
        dialog.append(close);
        dialog.addEventListener("close", () => dialog.remove());
        document.body.append(dialog);
        dialog.showModal();
    }

    // By the address alone "#content" would stay in it, also for the page to which a form leads.
    document.addEventListener("click", function (event) {
        if (!event.target.closest(".qh-skip")) return;
        const content = document.getElementById("content");
        content.tabIndex = -1;
        content.focus();
        event.preventDefault();
    });

    document.addEventListener("keydown", function (event) {
        const writing = event.target.closest("input, textarea, select, [contenteditable], dialog");
        if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "?" && document.getElementById("all-keys")) show();
        else if (Date.now() - going < 1500 && PLACES[event.key]) {
            event.stopImmediatePropagation();
            location.href = PLACES[event.key];
        } else {
            going = event.key === "g" ? Date.now() : 0;
            return;
        }
        event.preventDefault();
    });
})();
