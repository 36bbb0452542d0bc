// The window of a website chat. It says its words over a live line, by plain requests where none comes about, and keeps
// what was written until the server has it: nothing is lost, and nothing comes twice, for each message has an id.
(function () {
    "use strict";

    const told = JSON.parse(document.body.dataset.told);
    const words = told.words;
    const at = (id) => document.getElementById(id);
    const form = at("write"), text = at("text"), lines = at("lines"), talk = at("talk"), note = at("note");
    const base = "/chat/" + told.key;
    const place = "qh-chat-" + told.key;
    const AT_ONCE = 250, LONGEST = 30000, POLL = 4000;

    // What outlives the page stands in our own storage, which the website cannot read. Some browsers refuse that to any
    // frame of another origin: then the website's page keeps it for us.
    const kept = (function () {
        try {
            localStorage.setItem(place + ":try", "1");
            localStorage.removeItem(place + ":try");
            return localStorage;
        } catch (refused) {
            const memory = {};
            const put = function (name, value) {
                memory[name] = value;
                window.parent.postMessage({qh: "keep", name: name, value: value}, told.host || "*");
            };
            return {isElsewhere: true, memory: memory, getItem: (name) => memory[name] || null, setItem: put, removeItem: (name) => put(name, null)};
        }
    })();
    let token = "";
    let page = {url: "", title: "", referrer: ""};
    let state = {};
    let outbox = [];  // {id, text}, oldest first
    let hasBegun = false;
    let shown = new Map();
    let line = null, delay = AT_ONCE, failures = 0, number = 0, polling = null, isOver = false;
    const asked = new Map();

    document.documentElement.style.setProperty("--accent", told.colour);

    // ---- the two ways to say a word ----

    function ask(word) {
        word.n = ++number;
        if (word.do !== "begin") word.token = token;
        const answer = line && line.readyState === WebSocket.OPEN ? byLine(word) : byRequest(word);
        return answer.then(function (said) {
            if (said.error) throw new Error(said.error);
            return said;
        });
    }

    function byLine(word) {
        return new Promise(function (resolve, reject) {
            asked.set(word.n, {resolve: resolve, reject: reject});
            line.send(JSON.stringify(word));
            setTimeout(function () {
                if (asked.delete(word.n)) reject(new Error("offline"));
            }, 15000);
        });
    }

    function byRequest(word) {
        const sent = fetch(base + "/talk", {method: "POST", body: JSON.stringify(word), credentials: "omit", headers: {"Content-Type": "application/json"}});
        return sent.then((answer) => answer.json(), function () { throw new Error("offline"); });
    }

    function dial() {
        if (!token || isOver || (line && line.readyState < WebSocket.CLOSING)) return;
        try {
            line = new WebSocket((location.protocol === "https:" ? "wss://" : "ws://") + location.host + base + "/line");
        } catch (refused) {
            poll();
            return;
        }
        line.onopen = function () {
            delay = AT_ONCE;
            failures = 0;
            clearInterval(polling);
            polling = null;
            comeBack();
        };
        line.onmessage = function (event) {
            const said = JSON.parse(event.data);
            const waiting = asked.get(said.n);
            if (waiting) {
                asked.delete(said.n);
                waiting.resolve(said);
            } else if (said.typing) showTyping(6000);
            else show(said);
        };
        line.onclose = function () {
            asked.forEach((one) => one.reject(new Error("offline")));
            asked.clear();
            failures += 1;
            if (failures >= 3) poll();
            setTimeout(dial, delay * (0.75 + Math.random() / 2));
            delay = Math.min(delay * 2, LONGEST);
        };
    }

    function poll() {
        if (polling === null) polling = setInterval(() => { if (!document.hidden) comeBack(); }, POLL);
    }

    function comeBack() {
        if (!token) return;
        ask({do: "back", url: page.url, title: page.title}).then(function (said) {
            show(said);
            say("");
            flush();
        }, failed);
    }

    function failed(problem) {
        if (problem.message === "gone") {
            // The conversation was erased, or the widget was made anew: what is written next begins another.
            token = "";
            kept.removeItem(place);
            shown = new Map();
            lines.replaceChildren();
            state = {};
            render();
        } else if (problem.message === "busy") say(words.busy);
        else if (problem.message === "stale") say(words.stale);
        else {
            say(words.offline);
            dial();
        }
    }

    // ---- writing ----

    function begin() {
        return ask({do: "begin", ticket: told.ticket, url: page.url, title: page.title, referrer: page.referrer}).then(function (said) {
            token = said.token;
            kept.setItem(place, token);
            show(said);
            dial();
        });
    }

    let flushing = false;
    function flush() {
        if (flushing || !hasBegun || !outbox.length) return;
        flushing = true;
        const ready = token ? Promise.resolve() : begin();
        ready.then(() => ask({do: "say", id: outbox[0].id, text: outbox[0].text})).then(function (said) {
            const sent = outbox.find((one) => one.id === said.said);
            outbox = outbox.filter((one) => one.id !== said.said);
            keepOutbox();
            const item = sent && shown.get(said.said);
            if (item) item.classList.remove("waits");
            say("");
            if (!state.person && !state.is_asked) showTyping(12000);
            flushing = false;
            setTimeout(askWho, 15000);
            render();
            flush();
        }, function (problem) {
            flushing = false;
            if (problem.message === "bad") {
                outbox.shift();
                keepOutbox();
            }
            failed(problem);
            setTimeout(flush, problem.message === "busy" ? 10000 : 3000);
        });
    }

    function keepOutbox() {
        kept.setItem(place + ":outbox", JSON.stringify(outbox));
    }

    function write() {
        const said = text.value.trim();
        if (!said) return;
        const one = {id: crypto.getRandomValues(new Uint32Array(4)).join("-"), text: said};
        outbox.push(one);
        keepOutbox();
        append({id: one.id, said: one.id, text: said, by: ""}, true);
        text.value = "";
        grow();
        flush();
    }

    // ---- showing ----

    function show(said) {
        if (said.lines) said.lines.forEach((one) => append(one, false));
        if (said.state) {
            const before = state;
            state = said.state;
            if (before.person && !state.person) say(words.left);
            render();
        }
    }

    function append(one, waits) {
        const known = shown.get(one.said || one.id);
        if (known) {
            known.classList.remove("waits");
            return;
        }
        const item = document.createElement("li");
        item.className = one.by ? "us" : "them";
        if (waits) item.classList.add("waits");
        const by = document.createElement("span");
        by.className = "by";
        by.textContent = one.by || words.you;
        item.append(by, one.text);
        lines.append(item);
        shown.set(one.said || one.id, item);
        if (one.by) {
            at("typing").hidden = true;
            askWho();
        }
        item.scrollIntoView({block: one.by ? "start" : "nearest"});
    }

    // Once something was answered, or nobody has for a while: who they are is theirs to say.
    function askWho() {
        if (at("introduce").dataset.done !== "1" && !state.is_known && shown.size) at("introduce").hidden = false;
    }

    let typingEnds = null;
    function showTyping(for_) {
        const typing = at("typing");
        typing.textContent = (state.person || words.assistant) + " " + words.typing;
        typing.hidden = false;
        typing.scrollIntoView({block: "nearest"});
        clearTimeout(typingEnds);
        typingEnds = setTimeout(() => { typing.hidden = true; }, for_);
    }

    function render() {
        at("who").textContent = state.person ? words.joined.replace("{person}", state.person) : state.opens ? words.closed.replace("{opens}", state.opens) : words.assistant;
        at("person").hidden = !shown.size || Boolean(state.person) || Boolean(state.is_asked);
        at("consent").hidden = Boolean(token) && shown.size > 0;
        if (state.is_known) at("introduce").hidden = true;
        if (state.is_asked && !state.person) say(state.opens ? words.out_of_hours.replace("{opens}", state.opens) : words.called);
    }

    function say(words_) {
        if (words_ === "" && state.is_asked && !state.person) return;
        note.textContent = words_;
    }

    function grow() {
        text.style.height = "auto";
        text.style.height = Math.min(text.scrollHeight + 2, 128) + "px";
    }

    // ---- what the visitor does ----

    form.addEventListener("submit", function (event) {
        event.preventDefault();
        write();
        text.focus();
    });
    text.addEventListener("keydown", function (event) {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            write();
        }
    });
    let typedAt = 0;
    text.addEventListener("input", function () {
        grow();
        if (token && line && line.readyState === WebSocket.OPEN && Date.now() - typedAt > 3000) {
            typedAt = Date.now();
            ask({do: "typing"}).catch(function () { /* nobody misses it */ });
        }
    });
    at("person").addEventListener("click", () => ask({do: "person"}).then(show, failed));
    at("introduce").addEventListener("submit", function (event) {
        event.preventDefault();
        const fields = new FormData(event.target);
        ask({do: "introduce", name: fields.get("name"), email: fields.get("email"), may_mail: fields.get("may_mail") !== null}).then(function (said) {
            hideIntroduction();
            show(said);
            say(words.thanks);
        }, failed);
    });
    at("later").addEventListener("click", hideIntroduction);
    function hideIntroduction() {
        at("introduce").hidden = true;
        at("introduce").dataset.done = "1";
        text.focus();
    }

    at("close").addEventListener("click", close);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    function close() {
        window.parent.postMessage("qh-close", told.host || "*");
    }
    window.addEventListener("message", function (event) {
        if (event.source !== window.parent || (told.host && event.origin !== told.host) || !event.data || !event.data.qh) return;
        page = {url: String(event.data.url), title: String(event.data.title), referrer: String(event.data.referrer)};
        if (!hasBegun && kept.isElsewhere) {
            Object.assign(kept.memory, event.data.kept);
            start();
        }
        if (event.data.qh === "shown") text.focus();
        else comeBack();
    });
    window.addEventListener("online", dial);

    function start() {
        hasBegun = true;
        token = kept.getItem(place) || "";
        outbox = [...JSON.parse(kept.getItem(place + ":outbox") || "[]"), ...outbox];
        outbox.forEach((one) => append({id: one.id, said: one.id, text: one.text, by: ""}, true));
        render();
        dial();
        flush();
    }

    if (!kept.isElsewhere || window.parent === window) start();
    text.focus();
    if (window.parent !== window) window.parent.postMessage("qh-ready", told.host || "*");
})();
