import { lazy, Suspense } from "react";
import { Route, Switch, useLocation } from "wouter";
import { ErrorBoundary } from "../errors/ErrorBoundary";
import { LibraryPage } from "../library/LibraryPage";
import { PlaylistPage } from "../playlist/PlaylistPage";
import { PlaylistsPage } from "../playlists/PlaylistsPage";
import { SharedPlaylistPage } from "../shared/SharedPlaylistPage";
import { TrackPage } from "../track/TrackPage";
import { SkeletonRows } from "../ui/Skeleton";
import { UploadPage } from "../upload/UploadPage";
import { Layout } from "./Layout";
import { NotFoundPage } from "./NotFoundPage";

// Few people ever see it.
const AdminPage = lazy(() => import("../admin/AdminPage"));

export function App() {
  const [location] = useLocation();
  return (
    <Layout>
      <ErrorBoundary resetKey={location}>
        <Suspense fallback={<SkeletonRows count={6} label="Loading the page" />}>
          <Switch>
            <Route path="/" component={LibraryPage} />
            <Route path="/upload" component={UploadPage} />
            <Route path="/tracks/:id">{({ id }) => <TrackPage key={id} id={id} />}</Route>
            <Route path="/playlists" component={PlaylistsPage} />
            <Route path="/playlists/:id">
              {({ id }) => <PlaylistPage key={id} id={id} />}
            </Route>
            <Route path="/shared/:token">
              {({ token }) => <SharedPlaylistPage key={token} token={token} />}
            </Route>
            <Route path="/admin/:section?">
              {({ section }) => <AdminPage section={section ?? "users"} />}
            </Route>
            <Route component={NotFoundPage} />
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </Layout>
  );
}
