// The inbox by keyboard: j and k walk the list, Enter opens, and a letter does what the button or field of that key does.
(function () {
    "use strict";

    // On a small screen an open conversation hides the list: then the next one opens at once.
    function go(line) {
        if (line.checkVisibility()) line.focus();
        else if (!line.hasAttribute("aria-current")) line.click();
    }

    document.addEventListener("keydown", function (event) {
        const list = document.getElementById("inbox-list");
        if (!list) return;
        if (event.target.id === "inbox-reply" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.target.form.querySelector("button").click();
            return;
        }
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.target.closest("input, textarea, select")) {
            if (event.key === "Escape") event.target.blur();
            return;
        }
        const lines = Array.from(list.querySelectorAll(".qh-inbox-line"));
        const current = lines.findIndex((line) => line === document.activeElement);
        const at = current >= 0 ? current : lines.findIndex((line) => line.hasAttribute("aria-current"));
        if (event.key === "j" && lines.length) go(lines[Math.min(at + 1, lines.length - 1)]);
        else if (event.key === "k" && lines.length) go(lines[Math.max(at - 1, 0)]);
        else {
            const part = document.querySelector(`.qh-inbox-talk [data-key="${CSS.escape(event.key)}"]`);
            if (!part) return;
            if (part.tagName === "BUTTON") part.click();
            else part.focus();
        }
        event.preventDefault();
    });
})();

// A visitor of the website chat sees that somebody is typing.
(function () {
    "use strict";

    let toldAt = 0;
    document.addEventListener("input", function (event) {
        const address = event.target.dataset && event.target.dataset.typing;
        if (!address || Date.now() - toldAt < 3000) return;
        toldAt = Date.now();
        const body = new FormData();
        body.append("csrfmiddlewaretoken", event.target.form.querySelector("[name=csrfmiddlewaretoken]").value);
        fetch(address, {method: "POST", body: body, credentials: "same-origin"}).catch(function () { /* nobody misses it */ });
    });
})();
