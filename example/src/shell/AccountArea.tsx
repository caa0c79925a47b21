import { useSession } from "../session/useSession";
import { sentenceOf } from "../errors/sentences";
import { AccountMenu, SignInButton } from "../signIn";
import { Skeleton } from "../ui/Skeleton";

/** Who is signed in, or a way to sign in. It keeps its size whichever it is. */
export function AccountArea() {
  const session = useSession();
  return (
    <div className="grid min-h-11 min-w-0 items-center justify-items-end md:justify-items-stretch">
      {session.status === "loading" && (
        <Skeleton className="size-9 rounded-full md:h-9 md:w-full md:rounded-lg" />
      )}
      {session.status === "signedOut" && <SignInButton />}
      {session.status === "signedIn" && <AccountMenu />}
      {session.status === "error" && (
        <div className="flex flex-wrap items-center gap-3">
          <p role="alert" className="text-sm text-danger">
            {sentenceOf(session.error)}
          </p>
          <AccountMenu />
        </div>
      )}
    </div>
  );
}
