// Toasts go after eight seconds, never while somebody reads them.
const SECONDS = 8;

function closeLater(toast) {
  let left = SECONDS;
  const clock = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left <= 0) {
      clearInterval(clock);
      toast.remove();
    }
  }, 1000);
}

export function closeToasts() {
  for (const toast of document.querySelectorAll("[data-toast]")) {
    const button = toast.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => toast.remove());
    closeLater(toast);
  }
}
