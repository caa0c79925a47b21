import { ConvexProviderWithAuth } from "convex/react";
import { useState } from "react";
import { Button } from "../ui/Button";
import { LocalAccountMenu } from "./LocalAccountMenu";
import { LocalSignInDialog } from "./LocalSignInDialog";
import type { SignIn } from "./types";
import { LocalSessionContext, useLocalAuth, useStoredSession } from "./useLocalSession";

/** Sign-in with the accounts of this machine, for where there is no Clerk account. */
export const local: SignIn = {
  Provider: ({ client, children }) => (
    <LocalSessionContext value={useStoredSession()}>
      <ConvexProviderWithAuth client={client} useAuth={useLocalAuth}>
        {children}
      </ConvexProviderWithAuth>
    </LocalSessionContext>
  ),
  SignInButton: function LocalSignInButton() {
    const [isOpen, setIsOpen] = useState(false);
    return (
      <>
        <Button look="primary" onClick={() => setIsOpen(true)}>
          Sign in
        </Button>
        {isOpen && <LocalSignInDialog onClose={() => setIsOpen(false)} />}
      </>
    );
  },
  AccountMenu: LocalAccountMenu,
};
