import "./dom.js";
import { ConvexProviderWithAuth, ConvexReactClient } from "convex/react";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { api } from "../../example/convex/_generated/api.js";
import { useCurrentUser } from "../../src/react/index.js";
import { clerkUserDeletedEvent, signWebhook } from "../../src/testing/clerk.js";
import { deployExample, type Example } from "./deployed.js";

let example: Example;
let root: Root;
let client: ConvexReactClient;

beforeAll(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  example = await deployExample();
});
afterEach(async () => {
  act(() => root.unmount());
  await client.close();
});
afterAll(async () => {
  await example?.stop();
});

/** Renders a page that shows the current user, for the bearer of a token or nobody. */
function render(subject: string | null) {
  client = new ConvexReactClient(example.url, {
    webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
    unsavedChangesWarning: false,
    logger: false,
  });
  const element = document.createElement("div");
  root = createRoot(element);
  become(subject);
  return element;
}

/** Signs in, as somebody else, or out. */
function become(subject: string | null) {
  const fetchAccessToken = async () => (subject ? await example.token(subject) : null);
  const auth = { isLoading: false, isAuthenticated: subject !== null, fetchAccessToken };
  const useAuth = () => auth;
  act(() =>
    root.render(
      <ConvexProviderWithAuth client={client} useAuth={useAuth}>
        <Page />
      </ConvexProviderWithAuth>,
    ),
  );
}

async function deleteAtClerk(subject: string) {
  const event = clerkUserDeletedEvent(subject);
  await fetch(`${example.siteUrl}/clerk-users-webhook`, signWebhook(event));
}

function Page() {
  const current = useCurrentUser(api.users);
  const detail =
    current.status === "error" ? current.error.message : (current.user?.role ?? "");
  return <p>{`${current.status} ${detail}`}</p>;
}

async function shows(element: HTMLElement, text: string) {
  await vi.waitFor(() => expect(element.textContent).toContain(text), {
    timeout: 10_000,
    interval: 20,
  });
}

test("somebody signed out is nobody", async () => {
  await shows(render(null), "signedOut");
});

test("the row of a new user is created, and their role is live", async () => {
  const element = render("user_new");
  await shows(element, "signedIn guest");
  await example.cli(
    "run",
    "users:setRoleByExternalId",
    JSON.stringify({ externalId: "user_new", role: "vip" }),
  );
  await shows(element, "signedIn vip");
});

test("a deleted user learns why there is no row", async () => {
  await deleteAtClerk("user_gone");
  await shows(render("user_gone"), "USER_DELETED");
});

test("a user who is deleted while they look on learns so, and somebody else can sign in", async () => {
  const element = render("user_leaving");
  await shows(element, "signedIn guest");
  await deleteAtClerk("user_leaving");
  await shows(element, "error");
  await shows(element, "USER_DELETED");
  become("user_next");
  await shows(element, "signedIn guest");
});

test("somebody who signs out is nobody, and is known again when they return", async () => {
  const element = render("user_returning");
  await shows(element, "signedIn guest");
  become(null);
  await shows(element, "signedOut");
  become("user_returning");
  await shows(element, "signedIn guest");
});
