// Draws the chart of the last days from the table beside it, so that both always say the same.
(function () {
    "use strict";

    function colour(name) {
        return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    }

    function draw(canvas) {
        const table = canvas.closest("section").querySelector(".qh-days-table");
        const rows = Array.from(table.tBodies[0].rows);
        const colours = [colour("--color-primary-600"), "#16a34a", "#dc2626", "#d97706"];
        const earlier = Chart.getChart(canvas);
        if (earlier) earlier.destroy();
        new Chart(canvas, {
            type: "bar",
            data: {
                labels: rows.map((row) => row.cells[0].textContent),
                datasets: colours.map((colour, at) => ({
                    label: table.tHead.rows[0].cells[at + 1].textContent,
                    data: rows.map((row) => Number(row.cells[at + 1].textContent)),
                    backgroundColor: colour,
                })),
            },
            options: {
                animation: false,
                responsive: true,
                maintainAspectRatio: false,
                scales: {y: {beginAtZero: true, ticks: {precision: 0}}, x: {grid: {display: false}}},
            },
        });
    }

    function drawAll() {
        document.querySelectorAll("canvas.qh-days").forEach(draw);
    }

    document.addEventListener("DOMContentLoaded", drawAll);
    document.addEventListener("live:updated", drawAll);
})();
