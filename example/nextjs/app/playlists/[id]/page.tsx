import { PlaylistView } from "@/app/PlaylistView";
import { api } from "@/convex/_generated/api";
import { getAuthToken } from "@/lib/auth";
import { preloadedQueryResult, preloadQuery } from "convex/nextjs";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";

type Props = { params: Promise<{ id: string }> };

// Asked once a request, for the title and for the page.
const preload = cache(async (id: string) => {
  const token = await getAuthToken();
  return await preloadQuery(api.playlists.getWithTracks, { id }, { token });
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: preloadedQueryResult(await preload(id))?.title };
}

export default async function PlaylistPage({ params }: Props) {
  const { id } = await params;
  const preloaded = await preload(id);
  if (preloadedQueryResult(preloaded) === null) notFound();
  return <PlaylistView preloaded={preloaded} />;
}
