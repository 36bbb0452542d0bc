// Dropping a file on the import page chooses it and sends it.
(function () {
    "use strict";

    document.addEventListener("DOMContentLoaded", function () {
        const form = document.getElementById("qh-drop");
        if (!form) return;
        const field = form.querySelector("input[type=file]");
        ["dragover", "drop"].forEach((name) => form.addEventListener(name, (event) => event.preventDefault()));
        form.addEventListener("drop", function (event) {
            if (!event.dataTransfer.files.length) return;
            field.files = event.dataTransfer.files;
            form.requestSubmit();
        });
    });
})();
