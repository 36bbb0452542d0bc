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

    function refresh() {
        timer = null;
        const topics = waiting;
        waiting = new Set();
        document.querySelectorAll("[data-live]").forEach(function (part) {
            const wanted = part.dataset.live.split(" ");
            if (!wanted.some((topic) => topics.has(topic) || topic === "*")) return;
            if (part.contains(document.activeElement) && part.querySelector("textarea, input[type=text]")) return;
            if (holdsWords(part)) return;
            fetch(part.dataset.liveUrl || location.href, {headers: {"X-Live": "1"}, credentials: "same-origin"})
                .then((answer) => (answer.ok ? answer.text() : null))
                .then(function (html) {
                    if (html === null || !part.isConnected) return;
                    part.innerHTML = html;
                    htmx.process(part);
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
        const line = new WebSocket(scheme + location.host + "/ws/live");
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
