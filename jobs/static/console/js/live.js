// Fetches the page again every five seconds and puts what changed in place; rests while a person is busy with it.
const PERIOD = 5000;
const label = document.querySelector("[data-live-label]");
const status = document.querySelector("[data-live-status]");
let fetching = false;

function busyBecause() {
  if (document.hidden) return "the page is hidden";
  if (document.querySelector("dialog[open]")) return "a question is open";
  if (document.activeElement?.matches("input, select, textarea")) return "a field is in use";
  if (!getSelection().isCollapsed) return "text is selected";
  if (document.querySelector("[data-live] details[open]")) return "details are open";
  return "";
}

function say(text, rests) {
  label.textContent = text;
  label.classList.toggle("rests", rests);
}

function putInPlace(fresh) {
  let changed = false;
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (!now || now.innerHTML === old.innerHTML || old.contains(document.activeElement)) continue;
    old.replaceChildren(...now.cloneNode(true).childNodes);
    old.className = now.className;
    changed = true;
  }
  return changed;
}

function announce(before) {
  const now = document.querySelector("[data-aspect]")?.textContent.trim();
  if (now && now !== before) status.textContent = `Updated: ${now.replace(/\s+/g, " ")}`;
}

async function refresh() {
  const why = busyBecause();
  if (why) return say(`Rests: ${why}`, true);
  if (fetching) return undefined;
  fetching = true;
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "live" }, redirect: "error" });
    if (!answer.ok) return say(`Not live: the server answers ${answer.status}`, true);
    const before = document.querySelector("[data-aspect]")?.textContent.trim();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!busyBecause() && putInPlace(fresh)) announce(before);
    return say("Live, 5 s", false);
  } catch {
    return say("Not live: no answer from the server", true);
  } finally {
    fetching = false;
  }
}

export function keepLive() {
  if (!label || !document.querySelector("main [data-live]")) return;
  label.hidden = false;
  say("Live, 5 s", false);
  setInterval(refresh, PERIOD);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}
