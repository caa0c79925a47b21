import { api } from "../../example/convex/_generated/api.js";
import type { LibraryCase } from "./cases.js";
import { type Library, newTrack, upload } from "./library.js";

const PAGE = 50;

/** Calls of users and storage. */
export const userCases: LibraryCase<Library>[] = [
  {
    name: "users.current",
    prepare:
      ({ owner }) =>
      () =>
        owner.query(api.users.current, {}),
    least: () => ({ read: 1, written: 0 }),
  },
  {
    name: "users.ensureCurrent",
    how: "a known user",
    prepare:
      ({ owner }) =>
      () =>
        owner.mutation(api.users.ensureCurrent, {}),
    least: () => ({ read: 1, written: 0 }),
  },
  {
    name: "users.ensureCurrent",
    how: "a new user",
    prepare: async ({ example, trackIds }) => {
      // With a key, the profile would be asked for in the background as well.
      await example.setEnv({ CLERK_SECRET_KEY: null });
      const client = await example.client(`user_new_${10000 + trackIds.length}`);
      return () => client.mutation(api.users.ensureCurrent, {});
    },
    least: () => ({ read: 0, written: 1 }),
  },
  {
    name: "users.setRole",
    prepare: async ({ admin, userIds }) => {
      const userId = userIds.at(-1)!;
      await admin.mutation(api.users.setRole, { userId, role: "guest" });
      return () => admin.mutation(api.users.setRole, { userId, role: "vip" });
    },
    least: () => ({ read: 2, written: 1 }),
  },
  {
    name: "users.list",
    how: "50",
    prepare:
      ({ admin }) =>
      () =>
        admin.query(api.users.list, { paginationOpts: { numItems: PAGE, cursor: null } }),
    least: () => ({ read: 1 + PAGE, written: 0 }),
  },
  {
    name: "storage.generateUploadUrl",
    prepare:
      ({ maker }) =>
      () =>
        maker.mutation(api.storage.generateUploadUrl, {}),
    // What is left of the quota is looked up.
    least: () => ({ read: 2, written: 0 }),
  },
  {
    name: "storage.getUrl",
    prepare: async (library) => {
      const storageId = await upload(library);
      await newTrack(library, storageId);
      return () => library.owner.query(api.storage.getUrl, { storageId });
    },
    // The file, and a track that uses it and says who may hear it.
    least: () => ({ read: 1 + 2, written: 0 }),
  },
  {
    name: "storage.usage",
    prepare:
      ({ maker }) =>
      () =>
        maker.query(api.storage.usage, {}),
    least: () => ({ read: 2, written: 0 }),
  },
  {
    name: "storage.recount",
    how: "one file",
    prepare: async ({ admin }) => {
      const { _id: userId } = await admin.mutation(api.users.ensureCurrent, {});
      const { files } = await admin.query(api.storage.usage, {});
      if (files === 0) {
        const fileId = await upload({ maker: admin });
        const hidden = { visibility: "private" as const, isLoop: false };
        const track = { title: "Counted", artist: "Band", fileId, ...hidden };
        await admin.mutation(api.tracks.create, track);
      }
      return () => admin.mutation(api.storage.recount, { userId });
    },
    // The user, who is the caller here, the file and the sums.
    least: () => ({ read: 3, written: 1 }),
  },
];
