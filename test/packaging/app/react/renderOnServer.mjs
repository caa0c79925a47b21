import { ConvexProviderWithAuth, ConvexReactClient } from "convex/react";
import { anyApi as api } from "convex/server";
import {
  useCurrentUser,
  usePlaybackSeconds,
  usePlaylist,
  useTrackPlayer,
  useUpload,
} from "convex-music-library/react";
import { stdout } from "node:process";
import { createElement, version } from "react";
import { renderToString } from "react-dom/server";

/* What a server sends of a page with every hook. It has neither a window nor sound. */

const auth = {
  isLoading: false,
  isAuthenticated: true,
  fetchAccessToken: async () => null,
};

function Page() {
  const { status } = useCurrentUser(api.users);
  const { status: pages } = usePlaylist(api.playlists, "id", { initialNumItems: 10 });
  const { state } = useUpload({ generateUploadUrl: api.storage.generateUploadUrl });
  const player = useTrackPlayer();
  const seconds = usePlaybackSeconds(player);
  return [status, pages, state, player.state, seconds].join(" ");
}

const client = new ConvexReactClient("http://127.0.0.1:1");
const page = createElement(
  ConvexProviderWithAuth,
  { client, useAuth: () => auth },
  createElement(Page),
);
stdout.write(`React ${version}: ${renderToString(page)}\n`);
