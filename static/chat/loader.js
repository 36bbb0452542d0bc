// The chat of a website: a button in a corner and, once somebody presses it, our window in a frame. The button lives in
// a shadow tree, the window in a frame of its own origin: the styles of the website and ours leave each other alone.
(function () {
    "use strict";

    const script = document.currentScript;
    const settings = __SETTINGS__;
    const ours = new URL(script.src).origin;
    const mark = "qh-chat-" + settings.key;
    if (document.getElementById(mark)) return;

    const host = document.createElement("div");
    host.id = mark;
    const tree = host.attachShadow({mode: "open"});
    let frame = null;

    // Through the object model, which no policy of the website forbids as it may forbid style elements.
    function put(element, rules) {
        for (const [name, value] of Object.entries(rules)) element.style.setProperty(name, value, "important");
    }

    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", settings.open);
    button.setAttribute("aria-expanded", "false");
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("viewBox", "0 0 24 24");
    picture.setAttribute("width", "26");
    picture.setAttribute("height", "26");
    picture.setAttribute("aria-hidden", "true");
    const bubble = document.createElementNS("http://www.w3.org/2000/svg", "path");
    bubble.setAttribute("d", "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z");
    bubble.setAttribute("fill", "#fff");
    picture.append(bubble);
    button.append(picture);
    const side = settings.corner === "left" ? "left" : "right";
    put(host, {position: "fixed", bottom: "0", [side]: "0", "z-index": "2147483000", display: "block"});
    put(button, {
        position: "fixed", bottom: "20px", [side]: "20px", width: "56px", height: "56px", "border-radius": "28px", border: "2px solid #fff",
        background: settings.colour, cursor: "pointer", display: "flex", "align-items": "center", "justify-content": "center",
        "box-shadow": "0 4px 14px rgba(0,0,0,.3)", padding: "0", margin: "0",
    });
    button.addEventListener("focus", () => put(button, {outline: "3px solid " + settings.colour, "outline-offset": "3px"}));
    button.addEventListener("blur", () => button.style.removeProperty("outline"));
    tree.append(button);

    const small = window.matchMedia("(max-width: 480px)");
    function place() {
        if (!frame) return;
        put(frame, small.matches
            ? {position: "fixed", top: "0", left: "0", right: "auto", bottom: "auto", width: "100vw", height: "100dvh", "border-radius": "0"}
            : {position: "fixed", top: "auto", left: side === "left" ? "20px" : "auto", right: side === "right" ? "20px" : "auto", bottom: "90px",
                width: "380px", height: "min(620px, calc(100vh - 110px))", "border-radius": "14px"});
    }
    small.addEventListener("change", place);

    function tell(what) {
        frame.contentWindow.postMessage({qh: what, url: location.href, title: document.title, referrer: document.referrer, kept: kept()}, ours);
    }

    // What the window asks us to keep, where its own storage is refused.
    function kept() {
        const found = {};
        try {
            for (const name of [mark, mark + ":outbox"]) if (localStorage.getItem(name) !== null) found[name] = localStorage.getItem(name);
        } catch (refused) { /* then the conversation lasts as long as the page */ }
        return found;
    }

    function keep(name, value) {
        if (name !== mark && name !== mark + ":outbox") return;
        try {
            if (value === null) localStorage.removeItem(name);
            else localStorage.setItem(name, String(value));
        } catch (refused) { /* as above */ }
    }

    function open() {
        if (!frame) {
            frame = document.createElement("iframe");
            frame.title = settings.title;
            frame.lang = settings.language;
            frame.referrerPolicy = "origin";
            frame.src = ours + "/chat/" + settings.key + "/window";
            put(frame, {border: "0", "box-shadow": "0 8px 40px rgba(0,0,0,.35)", background: "transparent", "color-scheme": "normal"});
            place();
            tree.append(frame);
        } else {
            put(frame, {display: "block"});
            tell("shown");
        }
        if (small.matches) put(button, {display: "none"});
        button.setAttribute("aria-expanded", "true");
    }

    function close() {
        put(frame, {display: "none"});
        put(button, {display: "flex"});
        button.setAttribute("aria-expanded", "false");
        button.focus();
    }

    button.addEventListener("click", () => (button.getAttribute("aria-expanded") === "true" ? close() : open()));
    window.addEventListener("message", function (event) {
        if (!frame || event.origin !== ours || event.source !== frame.contentWindow) return;
        if (event.data === "qh-ready") tell("page");
        if (event.data === "qh-close") close();
        if (event.data && event.data.qh === "keep") keep(event.data.name, event.data.value);
    });
    // Websites of one document change the address without loading anew.
    let seen = location.href;
    setInterval(function () {
        if (frame && location.href !== seen) {
            seen = location.href;
            tell("page");
        }
    }, 1500);

    function begin() { document.body.append(host); }
    if (document.body) begin();
    else document.addEventListener("DOMContentLoaded", begin);
})();
