// Lead offers by keyboard. On the list j and k move and o opens; on an offer a accepts and p goes to the reason.
(function () {
    "use strict";

    function onList(event, cards) {
        const at = cards.findIndex((card) => card.contains(document.activeElement));
        const next = {j: Math.min(at + 1, cards.length - 1), k: Math.max(at - 1, 0)}[event.key];
        if (next !== undefined) cards[next].focus();
        else if (event.key === "o" && at >= 0) cards[at].querySelector("a")?.click();
        else return false;
        return true;
    }

    function onOffer(event, answer) {
        if (event.key === "a") answer.querySelector("button[value=accept]")?.click();
        else if (event.key === "p") answer.querySelector("#pass-reason")?.focus();
        else return false;
        return true;
    }

    document.addEventListener("keydown", function (event) {
        const writing = event.target.closest("input, textarea, select, dialog");
        if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
        const cards = Array.from(document.querySelectorAll(".qh-offer"));
        const answer = document.querySelector(".qh-offer-answer");
        const done = (cards.length && onList(event, cards)) || (answer && onOffer(event, answer));
        if (done) event.preventDefault();
    });
})();
