// `/` finds, `t` switches the theme, `g` and a letter goes somewhere. Off in fields and with a modifier held.
const places = { o: "overview", f: "failures", s: "stories", j: "jobs" };
let afterG = 0;

function go(letter) {
  const link = document.querySelector(`[data-go="${places[letter]}"]`);
  if (link) location.assign(link.href);
}

function pressed(event) {
  const typing = event.target.matches?.("input, select, textarea, [contenteditable]");
  if (event.key === "Escape" && typing) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("find")?.focus();
  } else if (event.key === "t") {
    document.querySelector("[data-theme-switch]")?.click();
  } else if (event.key === "g") {
    afterG = event.timeStamp;
  } else if (event.key in places && event.timeStamp - afterG < 1000) {
    go(event.key);
  }
}

export function listenToKeys() {
  document.addEventListener("keydown", pressed);
}
