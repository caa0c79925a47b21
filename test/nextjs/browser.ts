import type { Page } from "playwright-core";

/** Everything that the page complains of, hydration included. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return complaints;
}

/** Notes whenever the text is not on the page, from its first moment on. */
export async function watchFor(page: Page, text: string) {
  await page.addInitScript((text) => {
    const absences: string[] = [];
    Object.assign(window, { absences });
    document.addEventListener("DOMContentLoaded", () => {
      const look = () => {
        const shown = document.body.innerText;
        if (!shown.includes(text)) absences.push(shown);
      };
      look();
      new MutationObserver(look).observe(document.body, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
  }, text);
  return () =>
    page.evaluate(() => (window as unknown as { absences: string[] }).absences);
}
