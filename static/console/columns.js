// The choice of a list's columns: lines move by their buttons or by drag; open menus close with Escape and outside.
(function () {
    "use strict";

    function move(line, direction) {
        const other = direction === "up" ? line.previousElementSibling : line.nextElementSibling;
        if (other && direction === "up") other.before(line);
        else if (other) other.after(line);
    }

    document.addEventListener("click", function (event) {
        const button = event.target.closest("[data-move]");
        if (button) {
            move(button.closest("li"), button.dataset.move);
            button.focus();
        }
        document.querySelectorAll("details.qh-menu[open]").forEach(function (menu) {
            if (!menu.contains(event.target)) menu.open = false;
        });
    });

    document.addEventListener("keydown", function (event) {
        const menu = event.key === "Escape" && document.querySelector("details.qh-menu[open]");
        if (!menu) return;
        menu.open = false;
        menu.querySelector("summary").focus();
    });

    let dragged = null;
    document.addEventListener("dragstart", function (event) {
        dragged = event.target.closest ? event.target.closest(".qh-columns-list > li") : null;
    });
    document.addEventListener("dragover", function (event) {
        const over = dragged && event.target.closest(".qh-columns-list > li");
        if (!over || over === dragged) return;
        event.preventDefault();
        const half = over.getBoundingClientRect().top + over.offsetHeight / 2;
        if (event.clientY < half) over.before(dragged);
        else over.after(dragged);
    });
    document.addEventListener("dragend", () => { dragged = null; });
})();
