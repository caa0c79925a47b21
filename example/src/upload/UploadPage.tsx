import { useState } from "react";
import { mayUpload } from "../session/permissions";
import { useSession } from "../session/useSession";
import { EmptyState } from "../ui/EmptyState";
import { Page } from "../ui/Page";
import { SkeletonRows } from "../ui/Skeleton";
import { DropZone } from "./DropZone";
import { StorageUsage } from "./StorageUsage";
import { UploadCard } from "./UploadCard";

type Chosen = { id: number; file: File };

export function UploadPage() {
  const { status, user } = useSession();
  if (status === "loading") {
    return (
      <Page title="Upload">
        <SkeletonRows count={3} label="Loading" />
      </Page>
    );
  }
  return (
    <Page title="Upload">
      {mayUpload(user) ? <Uploads /> : <NotForYou isSignedIn={user !== null} />}
    </Page>
  );
}

function Uploads() {
  const [chosen, setChosen] = useState<Chosen[]>([]);
  const add = (files: File[]) =>
    setChosen((before) => [
      ...files.map((file, index) => ({ id: before.length + index, file })).reverse(),
      ...before,
    ]);
  return (
    <>
      <div className="grid gap-3">
        <DropZone onFiles={add} />
        <StorageUsage />
      </div>
      <ul className="grid gap-4">
        {chosen.map(({ id, file }) => (
          <li key={id}>
            <UploadCard file={file} />
          </li>
        ))}
      </ul>
    </>
  );
}

function NotForYou({ isSignedIn }: { isSignedIn: boolean }) {
  return isSignedIn ? (
    <EmptyState icon="lock" title="Uploading is for vips">
      As a guest you listen and make playlists. An admin can make you a vip.
    </EmptyState>
  ) : (
    <EmptyState icon="lock" title="Sign in to upload">
      Vips and admins add tracks to the library.
    </EmptyState>
  );
}
