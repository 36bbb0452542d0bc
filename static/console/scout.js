// Found leads by keyboard: j and k move, x checks, * checks all, a accepts and r rejects what is checked, else this one.
(function () {
    "use strict";

    const boxes = () => Array.from(document.querySelectorAll(".qh-candidate input[type=checkbox]"));

    function decide(choice, card) {
        const form = boxes().some((box) => box.checked) ? document.getElementById("decide-many") : card?.querySelector("form");
        form?.querySelector("button[value=" + choice + "]")?.click();
    }

    document.addEventListener("keydown", function (event) {
        const cards = Array.from(document.querySelectorAll(".qh-candidate"));
        const writing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
        if (!cards.length || writing || event.ctrlKey || event.metaKey || event.altKey) return;
        const at = cards.findIndex((card) => card.contains(document.activeElement));
        const next = {j: Math.min(at + 1, cards.length - 1), k: Math.max(at - 1, 0)}[event.key];
        if (next !== undefined) cards[next].focus();
        else if (event.key === "x" && at >= 0) cards[at].querySelector("input[type=checkbox]")?.click();
        else if (event.key === "*") boxes().forEach((box) => { box.checked = true; });
        else if (event.key === "a") decide("approve", cards[at]);
        else if (event.key === "r") decide("reject", cards[at]);
        else return;
        event.preventDefault();
    });
})();
