import { type FormEvent, useState } from "react";
import { useSession } from "../session/useSession";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { messageOf } from "./LocalSignInDialog";
import { localAccounts } from "./localAccounts";
import { useLocalSession } from "./useLocalSession";

export function LocalAccountMenu() {
  const { user } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const name = user?.name ?? "Account";
  return (
    <>
      <button
        type="button"
        onClick={() => setIsOpen(true)}
        className="flex min-h-11 w-full min-w-0 items-center gap-3 rounded-lg px-1 text-left hover:bg-sunken"
      >
        <Avatar name={name} {...(user?.imageUrl && { imageUrl: user.imageUrl })} />
        <span className="sr-only">Account of</span>
        <span className="sr-only min-w-0 md:not-sr-only">
          <span className="block truncate text-sm font-semibold">{name}</span>
          <span className="block text-xs text-muted">{user?.role}</span>
        </span>
      </button>
      {isOpen && <AccountDialog onClose={() => setIsOpen(false)} />}
    </>
  );
}

function AccountDialog({ onClose }: { onClose: () => void }) {
  const { user } = useSession();
  const { session, close, remove } = useLocalSession();
  const [name, setName] = useState(user?.name ?? "");
  const [isLeaving, setIsLeaving] = useState(false);
  const [error, setError] = useState<string | null>(null);

  function attempt(action: () => Promise<unknown>) {
    action().then(onClose, (reason: unknown) => setError(messageOf(reason)));
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (session !== null) attempt(() => localAccounts.rename(session, name));
  }

  if (isLeaving) {
    return (
      <Dialog title="Delete this account?" onClose={onClose}>
        <p>
          Your playlists and private tracks go for good. Public tracks stay in the
          library, without your name.
        </p>
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={() => setIsLeaving(false)}>Keep it</Button>
          <Button look="danger" onClick={() => attempt(remove)}>
            Delete my account
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Your account" onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          label="Name"
          required
          maxLength={100}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={error}
        />
        <p className="text-sm text-muted">
          {user?.email} · {user?.role}
        </p>
        <Button type="submit">Save the name</Button>
      </form>
      <div className="flex flex-wrap justify-between gap-3 border-t border-line pt-5">
        <Button look="danger" onClick={() => setIsLeaving(true)}>
          Delete account
        </Button>
        <Button look="primary" onClick={() => attempt(close)}>
          Sign out
        </Button>
      </div>
    </Dialog>
  );
}
