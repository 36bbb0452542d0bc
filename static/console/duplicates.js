// Duplicates by keyboard: j and k move, m merges into the left, s into the right, d tells apart, x checks.
(function () {
    "use strict";

    document.addEventListener("keydown", function (event) {
        const cards = Array.from(document.querySelectorAll(".qh-pair"));
        const writing = event.target.closest("input:not([type=checkbox]), textarea, select");
        if (!cards.length || writing || event.ctrlKey || event.metaKey || event.altKey) return;
        const at = cards.findIndex((card) => card.contains(document.activeElement));
        const next = {j: Math.min(at + 1, cards.length - 1), k: Math.max(at - 1, 0)}[event.key];
        if (next !== undefined) cards[next].focus();
        else if (at >= 0 && event.key === "x") cards[at].querySelector("input[type=checkbox]")?.click();
        else if (at >= 0 && ["m", "s", "d"].includes(event.key)) {
            cards[at].querySelector("[data-key=" + event.key + "]")?.click();
        } else return;
        event.preventDefault();
    });
})();
