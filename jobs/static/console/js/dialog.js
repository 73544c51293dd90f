// A link with data-asks opens the question of the page it leads to in a dialog; without script it is simply followed.
async function ask(link) {
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const question = page.querySelector("[data-question]");
  if (!answer.ok || !question) return location.assign(link.href);
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", question.querySelector("h1").textContent);
  dialog.append(document.adoptNode(question));
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.querySelector("[data-keep]").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.showModal();
  dialog.querySelector("[data-keep]").focus();
  return undefined;
}

export function askInPlace() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-asks]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    ask(link).catch(() => location.assign(link.href));
  });
}
