// Buttons that copy the text beside them: data-copy names the element that holds it.
(function () {
    "use strict";

    document.addEventListener("click", async function (event) {
        const button = event.target.closest("[data-copy]");
        const source = button && document.getElementById(button.dataset.copy);
        if (!source) return;
        try {
            await navigator.clipboard.writeText(source.textContent.trim());
            button.querySelector("[data-label]").textContent = button.dataset.copied;
        } catch {
            const all = document.createRange();  // where the browser does not let us, it is marked to be copied by hand
            all.selectNodeContents(source);
            window.getSelection().removeAllRanges();
            window.getSelection().addRange(all);
        }
    });
})();
