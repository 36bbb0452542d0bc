// After an "@" in a field of data-mentions a list of members opens: arrows choose, Enter or Tab takes, Escape closes.
(function () {
    "use strict";

    const BEGUN = /(?:^|[^\w@.])@([\p{L}\d._@-]*(?: [\p{L}\d._-]*)?)$/u;
    let field = null, list = null, chosen = 0, asked = 0;

    function begun() {
        const before = field.value.slice(0, field.selectionStart);
        const match = before.match(BEGUN);
        return match ? {text: match[1], start: before.length - match[1].length} : null;
    }

    function close() {
        asked += 1;
        if (list) list.remove();
        list = null;
        if (field) {
            field.setAttribute("aria-expanded", "false");
            field.removeAttribute("aria-activedescendant");
        }
    }

    function mark(index) {
        const lines = list.querySelectorAll("[role=option]");
        chosen = (index + lines.length) % lines.length;
        lines.forEach((line, at) => line.setAttribute("aria-selected", String(at === chosen)));
        field.setAttribute("aria-activedescendant", lines[chosen].id);
    }

    function take(text) {
        const place = begun();
        if (place) field.setRangeText(text + " ", place.start, field.selectionStart, "end");
        close();
        field.focus();
    }

    function open(members, words) {
        close();
        if (!members.length) return;
        list = document.createElement("ul");
        list.className = "qh-mentions";
        list.id = "mentions-of-members";
        list.setAttribute("role", "listbox");
        list.setAttribute("aria-label", words.members);
        members.forEach(function (one, at) {
            const line = document.createElement("li");
            line.id = `mention-${at}`;
            line.setAttribute("role", "option");
            line.dataset.text = one.text;
            line.textContent = one.name;
            if (!one.sees) {
                const blind = document.createElement("span");
                blind.className = "qh-muted";
                blind.textContent = ` ${words.blind}`;
                line.append(blind);
            }
            line.addEventListener("mousedown", function (event) { event.preventDefault(); take(one.text); });
            list.append(line);
        });
        field.after(list);
        field.setAttribute("aria-controls", list.id);
        field.setAttribute("aria-expanded", "true");
        mark(0);
    }

    function ask() {
        const place = begun();
        if (!place) { close(); return; }
        const address = new URL(field.dataset.mentions, location.href);
        address.searchParams.set("q", place.text);
        ["contact", "company", "deal"].forEach(function (name) {
            const part = field.form && field.form.elements[name];
            const record = field.dataset[name] || (part && part.value);
            if (record) address.searchParams.set(name, record);
        });
        const mine = ++asked;
        fetch(address, {credentials: "same-origin"})
            .then((answer) => answer.ok ? answer.json() : {members: [], words: {}})
            .then(function (found) { if (mine === asked) open(found.members, found.words); })
            .catch(close);
    }

    document.addEventListener("input", function (event) {
        if (!event.target.matches("[data-mentions]")) return;
        field = event.target;
        field.setAttribute("role", "combobox");
        field.setAttribute("aria-autocomplete", "list");
        ask();
    });
    document.addEventListener("keydown", function (event) {
        if (!list || event.target !== field) return;
        if (event.key === "ArrowDown") mark(chosen + 1);
        else if (event.key === "ArrowUp") mark(chosen - 1);
        else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen].dataset.text);
        else if (event.key === "Escape") close();
        else return;
        event.preventDefault();
        event.stopPropagation();
    }, true);
    document.addEventListener("focusout", function (event) { if (event.target === field) close(); });
})();
