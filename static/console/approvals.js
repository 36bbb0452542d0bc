// The approval inbox by keyboard: j and k move, a approves, r rejects, e goes to the first field.
(function () {
    "use strict";

    document.addEventListener("keydown", function (event) {
        const cards = Array.from(document.querySelectorAll(".qh-approval"));
        const writing = event.target.closest("input, textarea, select");
        if (!cards.length || writing || event.ctrlKey || event.metaKey || event.altKey) return;
        const at = cards.findIndex((card) => card.contains(document.activeElement));
        const card = cards[Math.max(at, 0)];
        if (event.key === "j") cards[Math.min(at + 1, cards.length - 1)].focus();
        else if (event.key === "k") cards[Math.max(at - 1, 0)].focus();
        else if (event.key === "a" && at >= 0) card.querySelector("button[value=approve]")?.click();
        else if (event.key === "r" && at >= 0) card.querySelector("button[value=reject]")?.click();
        else if (event.key === "e") (card.querySelector("textarea, .qh-input") || card).focus();
        else return;
        event.preventDefault();
    });
})();
