import { useQuery } from "convex/react";
import { useLocation } from "wouter";
import { api } from "../../convex/_generated/api";
import { useSession } from "../session/useSession";
import { Page } from "../ui/Page";
import { MyPlaylists } from "./MyPlaylists";
import { NewPlaylistForm } from "./NewPlaylistForm";
import { PublicPlaylists } from "./PublicPlaylists";

const MAX_PLAYLISTS = 200;

export function PlaylistsPage() {
  const { status, user } = useSession();
  const [, navigate] = useLocation();
  const mine = useQuery(
    api.playlists.mine,
    user === null ? "skip" : { limit: MAX_PLAYLISTS },
  );
  const hasMine = status === "loading" || status === "signedIn";
  return (
    <Page title="Playlists">
      {hasMine && (
        <section aria-labelledby="mine" className="grid gap-4">
          <div className="grid min-h-17 items-end gap-4 sm:grid-cols-2">
            <h2 id="mine" className="text-lg font-semibold">
              Mine
            </h2>
            {/* There from the start, so that it moves nothing when it is shown. */}
            <div className={user === null ? "invisible" : ""}>
              <NewPlaylistForm onCreated={(id) => navigate(`/playlists/${id}`)} />
            </div>
          </div>
          <MyPlaylists playlists={mine} />
        </section>
      )}
      {/* Shown only once what is above it has its height. */}
      <section
        aria-labelledby="public"
        hidden={hasMine && mine === undefined}
        className="grid gap-4 [&[hidden]]:hidden"
      >
        <h2 id="public" className="text-lg font-semibold">
          Public
        </h2>
        <PublicPlaylists />
      </section>
    </Page>
  );
}
