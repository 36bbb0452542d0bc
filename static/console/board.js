// The board: cards are dragged, or walked to with the arrow keys and moved with Shift and an arrow key. The server is
// asked each time; what it wants to know first stands in a dialog.
(function () {
    "use strict";

    const board = document.getElementById("board");
    const asking = document.getElementById("board-ask");
    if (!board) return;
    const movable = "movable" in board.dataset;
    let dragged = null;

    function columns() { return Array.from(board.querySelectorAll(".qh-board-column")); }
    function cards(column) { return Array.from(column.querySelectorAll(".qh-board-card")); }

    function show(html, deal) {
        board.innerHTML = html;
        const card = board.querySelector(`[data-deal="${deal}"]`);
        if (card) card.focus();
    }

    function send(url, data, deal) {
        const address = new URL(url, location.href);
        new URLSearchParams(location.search).forEach((value, name) => address.searchParams.set(name, value));
        return fetch(address, {method: "POST", body: data, headers: {"X-Live": "1"}, credentials: "same-origin"})
            .then((answer) => answer.text().then(function (html) {
                if (answer.status === 422) {
                    asking.innerHTML = html;
                    asking.dataset.deal = deal;
                    if (!asking.open) asking.showModal();
                } else if (answer.ok) {
                    if (asking.open) asking.close();
                    show(html, deal);
                } else {
                    location.reload();
                }
            }));
    }

    function move(url, deal, stage) {
        const data = new FormData(document.getElementById("board-move"));
        data.set("stage", stage);
        send(url, data, deal);
    }

    function moveCard(card, column) {
        if (movable && column && column !== card.closest(".qh-board-column")) {
            move(card.dataset.url, card.dataset.deal, column.dataset.stage);
        }
    }

    board.addEventListener("dragstart", function (event) {
        dragged = event.target.closest(".qh-board-card");
        if (dragged) event.dataTransfer.effectAllowed = "move";
    });
    board.addEventListener("dragend", function () {
        dragged = null;
        columns().forEach((column) => column.classList.remove("qh-board-over"));
    });
    board.addEventListener("dragover", function (event) {
        const column = event.target.closest(".qh-board-column");
        if (!dragged || !column) return;
        event.preventDefault();
        columns().forEach((one) => one.classList.toggle("qh-board-over", one === column));
    });
    board.addEventListener("drop", function (event) {
        const column = event.target.closest(".qh-board-column");
        if (!dragged || !column) return;
        event.preventDefault();
        moveCard(dragged, column);
    });

    board.addEventListener("click", function (event) {
        const undo = event.target.closest("[data-move]");
        if (undo) move(undo.dataset.url, undo.dataset.move, undo.dataset.stage);
    });

    board.addEventListener("keydown", function (event) {
        const card = event.target.closest(".qh-board-card");
        if (!card || event.target !== card || event.ctrlKey || event.metaKey || event.altKey) return;
        const all = columns();
        const here = all.indexOf(card.closest(".qh-board-column"));
        const row = cards(all[here]).indexOf(card);
        const aside = {ArrowLeft: -1, ArrowRight: 1}[event.key];
        if (event.key === "Enter") card.querySelector("a").click();
        else if (aside && event.shiftKey) moveCard(card, all[here + aside]);
        else if (aside) {
            for (let at = here + aside; all[at]; at += aside) {
                const there = cards(all[at]);
                if (there.length) { there[Math.min(row, there.length - 1)].focus(); break; }
            }
        }
        else if (event.key === "ArrowDown") (cards(all[here])[row + 1] || card).focus();
        else if (event.key === "ArrowUp") (cards(all[here])[row - 1] || card).focus();
        else return;
        event.preventDefault();
    });

    asking.addEventListener("submit", function (event) {
        event.preventDefault();
        send(event.target.action, new FormData(event.target), asking.dataset.deal);
    });
    asking.addEventListener("click", function (event) {
        if (!event.target.closest("[data-close]")) return;
        event.preventDefault();
        asking.close();
    });
})();
