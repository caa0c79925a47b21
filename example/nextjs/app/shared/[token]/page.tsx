import { PlaylistView } from "@/app/PlaylistView";
import { api } from "@/convex/_generated/api";
import { preloadedQueryResult, preloadQuery } from "convex/nextjs";
import { notFound } from "next/navigation";

// Whoever has the link may read the page; search engines should not.
export const metadata = { title: "Shared playlist", robots: { index: false } };

type Props = { params: Promise<{ token: string }> };

export default async function SharedPlaylistPage({ params }: Props) {
  const { token } = await params;
  const preloaded = await preloadQuery(api.playlists.getShared, { token });
  if (preloadedQueryResult(preloaded) === null) notFound();
  return <PlaylistView preloaded={preloaded} />;
}
