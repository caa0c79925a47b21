import { PlaylistList } from "@/app/PlaylistList";
import { api } from "@/convex/_generated/api";
import { getAuthToken } from "@/lib/auth";
import { preloadQuery } from "convex/nextjs";

export const metadata = { title: "My playlists" };

export default async function MyPlaylists() {
  const token = await getAuthToken();
  const playlists = await preloadQuery(api.playlists.mine, {}, { token });
  return (
    <>
      <h1>My playlists</h1>
      <PlaylistList preloaded={playlists} />
    </>
  );
}
