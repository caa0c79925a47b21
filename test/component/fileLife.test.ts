import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../../src/component/_generated/api.js";
import { type FileKind, uploadPolicyOf } from "../../src/shared/media.js";
import type { Caller } from "../../src/shared/caller.js";
import type { OnUserDeleted } from "../../src/shared/settings.js";
import type { TrackVisibility } from "../../src/shared/tracks.js";
import {
  type Component,
  createTrack,
  outcomeOf,
  settings as defaults,
  signUp,
  startComponent,
  storeBytes,
  type TestUser,
} from "./setup.js";

/*
 * The stored files against a model of them: whatever is done to both, the same files
 * are there, the same tracks use them, and the same bytes count for the same users.
 * Uploads, tracks and users are picked by a number, whatever there are at the time.
 */

/** What is uploaded, so few that the same bytes come again and again. */
const contents: { kind: FileKind; type: string; size: number }[] = [
  { kind: "audio", type: "audio/wav", size: 10 },
  { kind: "audio", type: "audio/mpeg", size: 20 },
  { kind: "audio", type: "audio/mpeg", size: 30 },
  { kind: "image", type: "image/png", size: 5 },
  { kind: "image", type: "image/webp", size: 25 },
];
const QUOTA = 50;
const HOUR = 60 * 60 * 1000;
const GRACE = 24 * HOUR;

const settings = { ...defaults, uploads: uploadPolicyOf({ quotaBytes: { vip: QUOTA } }) };

// Without the bias for the smallest and the largest numbers.
const place = fc.noBias(fc.nat());
const kind = fc.constantFrom<FileKind>("audio", "image");

const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      deed: fc.constant("upload" as const),
      content: fc.nat({ max: contents.length - 1 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      deed: fc.constant("create" as const),
      who: place,
      visibility: fc.constantFrom<TrackVisibility>("public", "private"),
      audio: fc.option(place),
      image: fc.option(place),
    }),
  },
  // An admin attaches a file on behalf of the track's creator.
  {
    weight: 6,
    arbitrary: fc.record({
      deed: fc.constant("attach" as const),
      byAdmin: fc.boolean(),
      track: place,
      kind,
      upload: place,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      deed: fc.constant("share" as const),
      from: place,
      to: place,
      kind,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ deed: fc.constant("clear" as const), track: place, kind }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ deed: fc.constant("remove" as const), track: place }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      deed: fc.constant("deleteUser" as const),
      who: place,
      onUserDeleted: fc.constantFrom<OnUserDeleted>("keepPublic", "deleteAll", "keepAll"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      deed: fc.constant("wait" as const),
      hours: fc.integer({ min: 1, max: 20 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ deed: fc.constant("collect" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ deed: fc.constant("recount" as const), who: place }),
  },
);
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;

/** `owner` is undefined until the upload is attached, null for nobody. */
type ModelFile = {
  content: number;
  uploadedAt: number;
  owner?: string | null;
  claim?: number;
};
type ModelTrack = {
  owner: string | null;
  visibility: TrackVisibility;
  audio?: string;
  image?: string;
};

/** What should be there. */
class Model {
  files = new Map<string, ModelFile>();
  tracks = new Map<string, ModelTrack>();
  #claims = 0;

  /** Attaches files to a new or a known track, all or nothing: "done", or the refusal. */
  attach(track: ModelTrack, chosen: Partial<Record<FileKind, string>>) {
    const before = structuredClone([...this.files]);
    const attached: Partial<Record<FileKind, string>> = {};
    for (const kind of ["audio", "image"] as const) {
      const id = chosen[kind];
      if (id === undefined) continue;
      const refusal = id === track[kind] ? null : this.#refusal(id, kind, track.owner);
      if (refusal !== null) {
        this.files = new Map(before);
        return refusal;
      }
      attached[kind] = id === track[kind] ? id : this.#claim(id, track.owner);
    }
    const { audio, image } = track;
    Object.assign(track, attached);
    this.release(audio, image);
    return "done";
  }

  #refusal(id: string, kind: FileKind, owner: string | null) {
    const file = this.files.get(id);
    if (!file || (file.owner !== undefined && file.owner !== owner)) return "NOT_FOUND";
    const { size, ...content } = contents[file.content]!;
    if (content.kind !== kind) return "UNSUPPORTED_MEDIA_TYPE";
    if (file.owner !== undefined || this.#sameOf(file, owner) !== undefined) return null;
    const fits = owner === null || this.usage(owner).bytes + size <= QUOTA;
    return fits ? null : "QUOTA_EXCEEDED";
  }

  #claim(id: string, owner: string | null): string {
    const file = this.files.get(id)!;
    if (file.owner !== undefined) return id;
    const same = this.#sameOf(file, owner);
    if (same !== undefined) return same;
    Object.assign(file, { owner, claim: (this.#claims += 1) });
    return id;
  }

  /** The file of the same bytes that its owner had first. */
  #sameOf({ content }: ModelFile, owner: string | null): string | undefined {
    return [...this.files]
      .filter(([, file]) => file.owner === owner && file.content === content)
      .sort(([, a], [, b]) => a.claim! - b.claim!)[0]?.[0];
  }

  release(...ids: (string | undefined)[]) {
    for (const id of ids) if (id !== undefined && !this.isUsed(id)) this.files.delete(id);
  }

  isUsed(id: string) {
    return [...this.tracks.values()].some(
      ({ audio, image }) => audio === id || image === id,
    );
  }

  remove(trackId: string) {
    const { audio, image } = this.tracks.get(trackId)!;
    this.tracks.delete(trackId);
    this.release(audio, image);
  }

  deleteUser(userId: string, onUserDeleted: OnUserDeleted) {
    for (const [id, track] of [...this.tracks]) {
      if (track.owner !== userId) continue;
      const isHidden = track.visibility === "private";
      const goes = { deleteAll: true, keepAll: false, keepPublic: isHidden };
      if (goes[onUserDeleted]) this.remove(id);
      else track.owner = null;
    }
    for (const file of this.files.values()) if (file.owner === userId) file.owner = null;
  }

  collect() {
    for (const [id, { owner, uploadedAt }] of [...this.files]) {
      if (owner === undefined && uploadedAt < Date.now() - GRACE) this.files.delete(id);
    }
  }

  usage(userId: string) {
    const owned = [...this.files.values()].filter((file) => file.owner === userId);
    const bytes = owned.reduce((sum, file) => sum + contents[file.content]!.size, 0);
    return { bytes, files: owned.length };
  }
}

const filesIn = ({ audio, image }: Partial<Record<FileKind, string>>) => ({
  ...(audio !== undefined && { fileId: audio }),
  ...(image !== undefined && { image: { fileId: image, alt: "A cover" } }),
});

/** A component, and what should be there. */
class Library {
  readonly model = new Model();
  readonly #t: Component;
  #users: TestUser[] = [];
  readonly #uploads: { id: string; content: number }[] = [];
  #admin: Caller = { kind: "anonymous" };
  #signedUp = 0;

  constructor(
    t: Component,
    /** What calls that attach a file came to. */
    readonly outcomes: Set<string>,
  ) {
    this.#t = t;
  }

  async start() {
    this.#admin = (await signUp(this.#t, "admin", "admin")).caller;
    for (let i = 0; i < 3; i++) this.#users.push(await this.#newUser());
  }

  async apply(operation: Operation) {
    switch (operation.deed) {
      case "upload":
        return await this.#upload(operation.content);
      case "create":
        return await this.#create(operation);
      case "attach": {
        const trackId = at([...this.model.tracks.keys()], operation.track);
        const { kind, upload, byAdmin } = operation;
        return await this.#attach(trackId, kind, this.#uploadOf(kind, upload), byAdmin);
      }
      case "share": {
        const source = at([...this.model.tracks.values()], operation.from);
        const trackId = at([...this.model.tracks.keys()], operation.to);
        const { kind } = operation;
        return await this.#attach(trackId, kind, source?.[kind], false);
      }
      case "clear":
        return await this.#clear(operation.track, operation.kind);
      case "remove":
        return await this.#remove(operation.track);
      case "deleteUser":
        return await this.#deleteUser(operation.who, operation.onUserDeleted);
      case "wait":
        vi.advanceTimersByTime(operation.hours * HOUR);
        return;
      case "collect":
        return await this.#collect();
      case "recount": {
        const userId = at(this.#users, operation.who)!.id;
        await this.#t.mutation(api.storage.recount, { caller: this.#admin, userId });
        return;
      }
    }
  }

  /** What there is, in the form in which the model has it. */
  async stored() {
    return await this.#t.run(async (ctx) => {
      const files = await ctx.db.system.query("_storage").take(1000);
      const tracks = await ctx.db.query("tracks").take(1000);
      const usage = await ctx.db.query("storageUsage").take(1000);
      return {
        files: files.map(({ _id, _creationTime }) => ({
          id: _id as string,
          uploadedAt: _creationTime,
        })),
        tracks: tracks.map(({ _id, createdBy, fileId, image }) => ({
          id: _id as string,
          owner: (createdBy ?? null) as string | null,
          audio: (fileId ?? null) as string | null,
          image: (image?.fileId ?? null) as string | null,
        })),
        usage: Object.fromEntries(
          usage.map(({ userId, bytes, files }) => [userId, { bytes, files }]),
        ),
      };
    });
  }

  async check() {
    const stored = await this.stored();
    const { files, tracks } = this.model;
    expect(stored.files.map(({ id }) => id).sort()).toEqual([...files.keys()].sort());
    expect(stored.tracks).toEqual(
      [...tracks].map(([id, { owner, audio = null, image = null }]) => ({
        ...{ id, owner, audio, image },
      })),
    );
    for (const { id } of this.#users) {
      expect(stored.usage[id] ?? { bytes: 0, files: 0 }).toEqual(this.model.usage(id));
    }
    expect(Object.keys(stored.usage).length).toBeLessThanOrEqual(this.#users.length);
  }

  async #upload(content: number) {
    const { size, type } = contents[content]!;
    const bytes = new Uint8Array(size).fill(content);
    const uploadedAt = Date.now();
    const id = await storeBytes(this.#t, bytes, type);
    this.#uploads.push({ id, content });
    this.model.files.set(id, { content, uploadedAt });
  }

  async #create({ who, visibility, audio, image }: Operation & { deed: "create" }) {
    const user = at(this.#users, who)!;
    const chosen = {
      audio: audio === null ? undefined : this.#uploadOf("audio", audio),
      image: image === null ? undefined : this.#uploadOf("image", image),
    };
    const track: ModelTrack = { owner: user.id, visibility };
    const expected = this.model.attach(track, chosen);
    const call = createTrack(this.#t, user.caller, {
      settings,
      visibility,
      ...filesIn(chosen),
    } as Parameters<typeof createTrack>[2]);
    expect(await outcomeOf(call)).toBe(expected);
    this.outcomes.add(expected);
    if (expected === "done") this.model.tracks.set(await call, track);
  }

  async #attach(
    trackId: string | undefined,
    kind: FileKind,
    upload: string | undefined,
    byAdmin: boolean,
  ) {
    if (trackId === undefined || upload === undefined) return;
    const track = this.model.tracks.get(trackId)!;
    const expected = this.model.attach(track, { [kind]: upload });
    const call = this.#t.mutation(api.tracks.update, {
      caller: byAdmin ? this.#admin : this.#callerOf(track),
      settings,
      id: trackId,
      ...filesIn({ [kind]: upload }),
    });
    expect(await outcomeOf(call)).toBe(expected);
    this.outcomes.add(expected);
  }

  async #clear(pick: number, kind: FileKind) {
    const [id, track] = at([...this.model.tracks], pick) ?? [];
    if (track === undefined) return;
    const { [kind]: cleared } = track;
    track[kind] = undefined;
    this.model.release(cleared);
    await this.#t.mutation(api.tracks.update, {
      caller: this.#callerOf(track),
      id: id!,
      ...(kind === "audio" ? { fileId: null } : { image: null }),
    });
  }

  async #remove(pick: number) {
    const [id, track] = at([...this.model.tracks], pick) ?? [];
    if (track === undefined) return;
    const caller = this.#callerOf(track);
    this.model.remove(id!);
    await this.#t.mutation(api.tracks.remove, { caller, id: id! });
  }

  async #deleteUser(pick: number, onUserDeleted: OnUserDeleted) {
    const user = at(this.#users, pick)!;
    this.model.deleteUser(user.id, onUserDeleted);
    await this.#t.mutation(api.clerk.receive, {
      deliveryId: user.id,
      type: "user.deleted",
      event: { kind: "delete", externalId: user.externalId },
      settings: { ...settings, onUserDeleted },
    });
    await this.#t.finishAllScheduledFunctions(vi.runAllTimers);
    this.#users[this.#users.indexOf(user)] = await this.#newUser();
  }

  /** Collects, and looks for what should be gone without asking the model. */
  async #collect() {
    this.model.collect();
    await this.#t.mutation(internal.model.storage.uploads.collect, {});
    const { files, tracks } = await this.stored();
    const used = new Set(tracks.flatMap(({ audio, image }) => [audio, image]));
    for (const { id, uploadedAt } of files) {
      if (uploadedAt < Date.now() - GRACE) expect(used).toContain(id);
    }
  }

  /** One of the latest uploads: mostly of the kind that is asked for, and mostly there. */
  #uploadOf(kind: FileKind, pick: number) {
    const latest = this.#uploads.slice(-12);
    const fitting = latest.filter(({ content }) => contents[content]!.kind === kind);
    return at(pick % 8 === 0 ? latest : fitting, pick)?.id;
  }

  #callerOf({ owner }: ModelTrack): Caller {
    return this.#users.find(({ id }) => id === owner)?.caller ?? this.#admin;
  }

  async #newUser() {
    return await signUp(this.#t, `user_${(this.#signedUp += 1)}`, "vip");
  }
}

function at<T>(all: T[], pick: number): T | undefined {
  return all[pick % all.length];
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const RUNS = 40;
const OPERATIONS = 100; // 4,000 in all

test(
  `after each of ${RUNS * OPERATIONS} random operations just the files that should be are there`,
  { timeout: 300_000 },
  async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: OPERATIONS, maxLength: OPERATIONS }),
        async (operations) => {
          const library = new Library(startComponent(), outcomes);
          await library.start();
          for (const next of operations) {
            await library.apply(next);
            await library.check();
          }
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect([...outcomes].sort()).toEqual([
      "NOT_FOUND",
      "QUOTA_EXCEEDED",
      "UNSUPPORTED_MEDIA_TYPE",
      "done",
    ]);
  },
);
