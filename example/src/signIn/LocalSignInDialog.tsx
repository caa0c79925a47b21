import { type FormEvent, useEffect, useState } from "react";
import { Avatar } from "../ui/Avatar";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { SkeletonRows } from "../ui/Skeleton";
import { type LocalAccount, LocalAccountError, localAccounts } from "./localAccounts";
import { useLocalSession } from "./useLocalSession";

export function LocalSignInDialog({ onClose }: { onClose: () => void }) {
  const { open } = useLocalSession();
  const [error, setError] = useState<string | null>(null);

  async function enter(signIn: Promise<{ session: string }>) {
    try {
      const { session } = await signIn;
      onClose();
      open(session);
    } catch (reason) {
      setError(messageOf(reason));
    }
  }

  return (
    <Dialog title="Sign in" onClose={onClose}>
      <p className="text-sm text-muted">
        Accounts of this machine, without passwords, for trying things out.
      </p>
      <OfferedAccounts onChoose={(id) => void enter(localAccounts.signIn(id))} />
      <SignUpForm onSubmit={(fields) => void enter(localAccounts.signUp(fields))} />
      <p role="alert" className="text-sm text-danger empty:hidden">
        {error}
      </p>
    </Dialog>
  );
}

function OfferedAccounts({ onChoose }: { onChoose: (id: string) => void }) {
  const [accounts, setAccounts] = useState<LocalAccount[] | null>(null);
  useEffect(() => {
    localAccounts.offered().then(setAccounts, () => setAccounts([]));
  }, []);
  if (accounts === null) return <SkeletonRows count={3} label="Loading accounts" />;
  return (
    <ul className="-mx-2 grid">
      {accounts.map(({ id, name, email, offeredAs = "" }) => (
        <li key={id}>
          <button
            type="button"
            onClick={() => onChoose(id)}
            className="flex h-15 w-full items-center gap-3 rounded-lg px-2 text-left hover:bg-sunken"
          >
            <Avatar name={name} />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-semibold">{name}</span>
              <span className="block truncate text-sm text-muted">{email}</span>
            </span>
            <Badge look="accent">{offeredAs}</Badge>
          </button>
        </li>
      ))}
    </ul>
  );
}

function SignUpForm({
  onSubmit,
}: {
  onSubmit: (fields: { name: string; email: string }) => void;
}) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit({ name, email });
  }

  return (
    <form onSubmit={submit} className="grid gap-4 border-t border-line pt-5">
      <h3 className="font-semibold">Or make an account</h3>
      <TextField
        label="Name"
        required
        maxLength={100}
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="E-mail"
        type="email"
        required
        autoComplete="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Button look="primary" type="submit">
        Sign up
      </Button>
    </form>
  );
}

export function messageOf(reason: unknown): string {
  return reason instanceof LocalAccountError
    ? reason.message
    : "The account service can’t be reached.";
}
