// The live line: a page's parts that name a topic fetch themselves again when rows of that topic change.
// <div data-live="contact delivery" data-live-url="/part"> is replaced by what the address answers.
(function () {
    "use strict";

    let waiting = new Set();
    let timer = null;

    // What somebody has written or checked, and not sent yet, is not swept away; the server says what has changed since.
    function holdsWords(part) {
        return part.querySelector("[data-unsaved]") !== null
            || Array.from(part.querySelectorAll("textarea, input:not([type=hidden])")).some(
                (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
    }

    // What tells a control from its neighbours: whoever works by keyboard stays on it when its part comes anew.
    function markOf(control) {
        const form = control.closest("form");
        return [control.tagName, control.id, control.name, control.value, control.getAttribute("href"), form && form.action].join(" ");
    }

    function standOn(part, mark) {
        const same = Array.from(part.querySelectorAll("a, button, input, select, [tabindex]")).find((one) => markOf(one) === mark);
        if (same) same.focus({preventScroll: true});
    }

    function refresh() {
        timer = null;
        const topics = waiting;
        waiting = new Set();
        document.querySelectorAll("[data-live]").forEach(function (part) {
            const wanted = part.dataset.live.split(" ");
            if (!topics.has("*") && !wanted.some((topic) => topics.has(topic) || topic === "*")) return;
            if (part.contains(document.activeElement) && part.querySelector("textarea, input[type=text]")) return;
            if (holdsWords(part)) return;
            fetch(part.dataset.liveUrl || location.href, {headers: {"X-Live": "1"}, credentials: "same-origin"})
                .then((answer) => (answer.ok ? answer.text() : null))
                .then(function (html) {
                    if (html === null || !part.isConnected) return;
                    const stoodOn = part.contains(document.activeElement) ? markOf(document.activeElement) : "";
                    part.innerHTML = html;
                    htmx.process(part);
                    if (stoodOn) standOn(part, stoodOn);
                    part.dispatchEvent(new CustomEvent("live:updated", {bubbles: true}));
                })
                .catch(function () { /* the next message tries again */ });
        });
    }

    function heard(topic) {
        waiting.add(topic);
        // Many rows change at once; one fetch shows them all.
        if (timer === null) timer = setTimeout(refresh, 400);
    }

    function connect(delay) {
        const scheme = location.protocol === "https:" ? "wss://" : "ws://";
        // How old the page is: what was told before the line stood, it has not heard.
        const line = new WebSocket(scheme + location.host + "/ws/live?age=" + Math.round(performance.now()));
        line.onopen = function () { delay = 1000; };
        line.onmessage = function (message) { heard(JSON.parse(message.data).topic); };
        line.onclose = function (event) {
            if (event.code === 4403) return;
            setTimeout(function () { heard("*"); connect(Math.min(delay * 2, 30000)); }, delay);
        };
    }

    document.addEventListener("DOMContentLoaded", function () {
        document.querySelectorAll("[data-submit-on-change]").forEach(function (field) {
            field.addEventListener("change", function () { field.form.requestSubmit(); });
        });
        // On the document, so that it also holds for what the live line brings.
        document.addEventListener("click", function (event) {
            const button = event.target.closest("[data-confirm]");
            if (button && !confirm(button.dataset.confirm)) event.preventDefault();
            const dismiss = event.target.closest("[data-dismiss], #said [data-close]");
            if (dismiss) {
                event.preventDefault();
                document.querySelector(dismiss.dataset.dismiss || "#said").replaceChildren();
            }
        });
        // An act was done without leaving the page: its form is empty again, and every part looks at what has changed.
        document.addEventListener("acted", function (event) {
            if (event.target.closest("form")) event.target.closest("form").reset();
            document.querySelectorAll("[data-live]").forEach((part) => heard(part.dataset.live.split(" ")[0]));
        });
        if (document.querySelector("[data-live]")) connect(1000);
        // Where a page must move even when the live line is down, it also asks by itself until the matter is settled.
        document.querySelectorAll("[data-poll]").forEach(function (part) {
            const asking = setInterval(function () {
                if (part.querySelector("[data-settled]")) clearInterval(asking);
                else if (!document.hidden) heard(part.dataset.live.split(" ")[0]);
            }, Number(part.dataset.poll) * 1000);
        });
    });
})();
