import "./dom.js";
import { ConvexProviderWithAuth, ConvexReactClient } from "convex/react";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, vi } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import { type LivePlaylist, usePlaylist } from "../../src/react/index.js";
import type { Example } from "./deployed.js";
import { holdableAnswers } from "./reactSocket.js";

type PageOptions = {
  subject: string;
  playlistId: string;
  initialNumItems?: number;
};

/** A page of somebody signed in that shows a playlist, over a client of its own. */
export function openPlaylist(example: Example, options: PageOptions) {
  const { subject, playlistId, initialNumItems = 10 } = options;
  const answers = holdableAnswers();
  const client = new ConvexReactClient(example.url, {
    webSocketConstructor: answers.webSocket,
    unsavedChangesWarning: false,
    logger: false,
  });
  const fetchAccessToken = () => example.token(subject);
  const auth = { isLoading: false, isAuthenticated: true, fetchAccessToken };
  const useAuth = () => auth;

  let playlist: LivePlaylist | undefined;
  const rendered: string[] = [];
  function Page() {
    playlist = usePlaylist(api.playlists, playlistId, { initialNumItems });
    const titles = playlist.items.map((item) => item.track.title).join(" ");
    rendered.push(titles);
    return <p>{titles}</p>;
  }

  const element = document.createElement("div");
  const root = createRoot(element);
  act(() =>
    root.render(
      <ConvexProviderWithAuth client={client} useAuth={useAuth}>
        <Page />
      </ConvexProviderWithAuth>,
    ),
  );

  return {
    answers,
    /** The titles of each render so far. */
    rendered,
    /** The titles that are shown. */
    titles: () => element.textContent,
    playlist: () => playlist!,
    item(title: string) {
      const item = playlist!.items.find(({ track }) => track.title === title);
      if (item === undefined) throw new Error(`${title} is not shown.`);
      return item;
    },
    /** Edits, and lets React render what follows from it at once. */
    edit<T>(change: (playlist: LivePlaylist) => Promise<T>): Promise<T> {
      let result: Promise<T>;
      act(() => {
        result = change(playlist!);
      });
      return result!;
    },
    async shows(titles: string) {
      await vi.waitFor(() => expect(element.textContent).toBe(titles), {
        timeout: 10_000,
        interval: 20,
      });
    },
    async loadMore(numItems: number) {
      const before = playlist!.items.length;
      act(() => playlist!.loadMore(numItems));
      await vi.waitFor(() => expect(playlist!.items.length).toBeGreaterThan(before), {
        timeout: 10_000,
        interval: 20,
      });
    },
    async close() {
      act(() => root.unmount());
      await client.close();
    },
  };
}

export type PlaylistPage = ReturnType<typeof openPlaylist>;
