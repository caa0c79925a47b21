import { api } from "@/convex/_generated/api";
import { getAuthToken } from "@/lib/auth";
import { preloadQuery } from "convex/nextjs";
import { PlaylistList } from "./PlaylistList";

export default async function Home() {
  const token = await getAuthToken();
  const playlists = await preloadQuery(api.playlists.list, {}, { token });
  return (
    <>
      <h1>Playlists</h1>
      <PlaylistList preloaded={playlists} />
    </>
  );
}
