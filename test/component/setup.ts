/// <reference types="vite/client" />
import workpool from "@convex-dev/workpool/test";
import { convexTest } from "convex-test";
import type { FunctionArgs, FunctionReference, FunctionReturnType } from "convex/server";
import { api } from "../../src/component/_generated/api.js";
import schema from "../../src/component/schema.js";
import type { MusicLibraryErrorData } from "../../src/shared/errors.js";
import type { Role } from "../../src/shared/permissions.js";
import { defaultSettings } from "../../src/shared/settings.js";
import type { Caller } from "../../src/shared/caller.js";
import type { Settings } from "../../src/shared/settings.js";

const modules = import.meta.glob(["../../src/component/**/*.ts", "!**/*.test.ts"]);

/** A test need not name the settings when those of a host that chooses nothing will do. */
type Args<F extends FunctionReference<"mutation", "public" | "internal">> =
  FunctionArgs<F> extends { settings: Settings }
    ? Omit<FunctionArgs<F>, "settings"> & { settings?: Settings }
    : FunctionArgs<F>;

/** The component on its own, with the platform's transaction limits. */
export function startComponent() {
  const t = convexTest({ schema, modules, transactionLimits: true });
  for (const pool of ["clerkPool", "filePool"]) workpool.register(t, pool);
  const complete = (args: object) =>
    "caller" in args || "deliveryId" in args ? { settings, ...args } : args;
  return {
    ...t,
    query: <F extends FunctionReference<"query", "public" | "internal">>(
      reference: F,
      args: FunctionArgs<F>,
    ): Promise<FunctionReturnType<F>> => t.query(reference, ...([args] as never)),
    mutation: <F extends FunctionReference<"mutation", "public" | "internal">>(
      reference: F,
      args: Args<F>,
    ): Promise<FunctionReturnType<F>> =>
      t.mutation(reference, ...([complete(args)] as never)),
  };
}

export type Component = ReturnType<typeof startComponent>;

export const anonymous: Caller = { kind: "anonymous" };
export const system: Caller = { kind: "system" };

export const settings: Settings = defaultSettings;

export type TestUser = { caller: Caller; id: string; externalId: string };

/** Creates a user by their first mutation, and gives them a role. */
export async function signUp(
  t: Component,
  externalId: string,
  role: Role = "guest",
): Promise<TestUser> {
  const caller: Caller = { kind: "user", externalId, profile: { name: externalId } };
  const { _id } = await t.mutation(api.users.ensureCurrent, { caller });
  await setRole(t, externalId, role);
  return { caller, id: _id, externalId };
}

export async function setRole(t: Component, externalId: string, role: Role) {
  await t.mutation(api.users.setRoleByExternalId, { caller: system, externalId, role });
}

export async function createTrack(
  t: Component,
  caller: Caller,
  fields: Partial<
    typeof api.tracks.create._args extends infer A
      ? Omit<A, "caller" | "settings">
      : never
  > = {},
): Promise<string> {
  return await t.mutation(api.tracks.create, {
    caller,
    title: "Song",
    artist: "Band",
    isLoop: false,
    ...fields,
  });
}

export async function createPlaylist(
  t: Component,
  caller: Caller,
  fields: { title?: string; visibility?: "public" | "private" } = {},
): Promise<string> {
  return await t.mutation(api.playlists.create, {
    caller,
    title: "Mix",
    ...fields,
  });
}

/** Stores bytes as the upload URL does, which keeps the content type. No two are the same. */
export async function storeFile(
  t: Component,
  { type = "audio/wav", size = 8 }: { type?: string; size?: number } = {},
): Promise<string> {
  return await storeBytes(t, crypto.getRandomValues(new Uint8Array(size)), type);
}

export async function storeBytes(
  t: Component,
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<string> {
  return await t.run(async (ctx) => {
    const id = await ctx.storage.store(new Blob([bytes], { type }));
    // convex-test does not keep the type of a stored file.
    await (ctx.db.patch as unknown as (id: string, fields: object) => Promise<void>)(id, {
      contentType: type,
    });
    return id as string;
  });
}

/** Every code under which a call was refused, or "done". */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return (await refusalOf(call))?.code ?? "done";
}

/** What a refused call says, or null. */
export async function refusalOf(call: Promise<unknown>) {
  try {
    await call;
    return null;
  } catch (error) {
    const { data } = error as { data?: unknown };
    const refusal: unknown = typeof data === "string" ? JSON.parse(data) : data;
    if (refusal && typeof refusal === "object" && "code" in refusal) {
      return refusal as MusicLibraryErrorData;
    }
    throw error;
  }
}

/** Titles of a playlist's tracks, in order. */
export async function titlesOf(t: Component, caller: Caller, id: string) {
  const playlist = await t.query(api.playlists.getWithTracks, { caller, id });
  return playlist?.tracks.map((track) => track.title) ?? null;
}
