import "./dom.js";
import { ConvexProviderWithAuth, ConvexReactClient } from "convex/react";
import type { ConvexHttpClient } from "convex/browser";
import { usePaginatedQuery } from "convex-helpers/react";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { api } from "../../example/convex/_generated/api.js";
import { adminClerkId, deployExample, type Example } from "./deployed.js";

let example: Example;
let admin: ConvexHttpClient;

beforeAll(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  example = await deployExample();
  admin = await example.client(adminClerkId);
  await admin.mutation(api.users.ensureCurrent, {});
});
afterAll(async () => {
  await example?.stop();
});

type List = typeof api.tracks.paginate | typeof api.playlists.paginate;

function Page({ list }: { list: List | typeof api.users.list }) {
  const { results, status, loadMore } = usePaginatedQuery(
    list as typeof api.tracks.paginate,
    {},
    { initialNumItems: 3 },
  );
  return (
    <button onClick={() => loadMore(3)} data-status={status}>
      {results.map((row) => row._id).join(" ")}
    </button>
  );
}

test.each([
  [
    "tracks.paginate",
    api.tracks.paginate,
    (n: number) =>
      admin.mutation(api.tracks.create, { title: `${n}`, artist: "A", isLoop: false }),
  ],
  [
    "playlists.paginate",
    api.playlists.paginate,
    (n: number) => admin.mutation(api.playlists.create, { title: `${n}` }),
  ],
  [
    "users.list",
    api.users.list,
    async (n: number) => {
      const client = await example.client(`user_list${n}`);
      return (await client.mutation(api.users.ensureCurrent, {}))._id;
    },
  ],
] as const)(
  "%s neither skips nor repeats while rows are inserted",
  async (name, list, insert) => {
    const first =
      name === "users.list" ? [(await admin.query(api.users.current, {}))!._id] : [];
    const expected: string[] = [...first];
    for (let n = 0; n < 7; n++) expected.push(await insert(n));
    const client = new ConvexReactClient(example.url, {
      webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
      unsavedChangesWarning: false,
      logger: false,
    });
    const fetchAccessToken = () => example.token(adminClerkId);
    const auth = { isLoading: false, isAuthenticated: true, fetchAccessToken };
    const element = document.createElement("div");
    document.body.append(element);
    const root = createRoot(element);
    act(() =>
      root.render(
        <ConvexProviderWithAuth client={client} useAuth={() => auth}>
          <Page list={list} />
        </ConvexProviderWithAuth>,
      ),
    );
    const button = () => element.querySelector("button");
    const shown = () => (button()?.textContent ?? "").split(" ").filter(Boolean);
    await vi.waitFor(() => expect(shown().length).toBe(3), { timeout: 10_000 });
    for (let n = 7; button()?.dataset.status !== "Exhausted"; n++) {
      if (n < 10) expected.push(await insert(n));
      const before = shown().length;
      act(() => button()!.click());
      await vi.waitFor(
        () =>
          expect(
            shown().length > before || button()?.dataset.status === "Exhausted",
          ).toBe(true),
        { timeout: 10_000 },
      );
    }
    await vi.waitFor(() => expect(shown()).toEqual(expected), { timeout: 10_000 });
    expected.push(await insert(99));
    await vi.waitFor(() => expect(shown()).toEqual(expected), { timeout: 10_000 });
    act(() => root.unmount());
    await client.close();
  },
  60_000,
);
