"use strict";
// The page works without this script: the field can be selected and copied.
for (const field of document.querySelectorAll("[data-select-on-focus]")) {
  field.addEventListener("focus", () => field.select());
  field.addEventListener("click", () => field.select()); // a click would undo what the focus selected
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    let done = false;
    try {
      await navigator.clipboard.writeText(field.value);
      done = true;
    } catch {
      field.focus();
      field.select();
      done = document.execCommand("copy"); // for browsers that keep the clipboard from pages
    }
    document.getElementById("copied").textContent = done ? "Copied" : "Press Ctrl+C or Cmd+C to copy";
  });
}
