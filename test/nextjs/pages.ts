export type FetchedPage = {
  status: number;
  /** Where it redirects to. */
  location: string | null;
  headers: Headers;
  html: string;
  /** What a reader sees without JavaScript. */
  text: string;
  title: string | undefined;
};

/** Fetches pages as a browser asks for documents, but follows no redirect. */
export function pagesOf(url: string) {
  return async (path: string, cookie = ""): Promise<FetchedPage> => {
    const response = await fetch(url + path, {
      headers: { accept: "text/html", cookie },
      redirect: "manual",
    });
    const html = await response.text();
    return {
      status: response.status,
      location: response.headers.get("location"),
      headers: response.headers,
      html,
      text: textOf(html),
      title: html.match(/<title>(.*?)<\/title>/)?.[1],
    };
  };
}

function textOf(html: string): string {
  return html
    .replace(/<(head|script)\b.*?<\/\1>/gs, " ")
    .replace(/<!--.*?-->/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
