import { ClerkProvider, SignInButton, useAuth, UserButton } from "@clerk/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import { buttonStyle } from "../ui/Button";
import type { SignIn } from "./types";

/** Sign-in with Clerk. Deleting the account is in Clerk's own account page. */
export const clerk: SignIn = {
  Provider: ({ client, children }) => (
    <ClerkProvider
      publishableKey={import.meta.env.VITE_CLERK_PUBLISHABLE_KEY}
      afterSignOutUrl="/"
    >
      <ConvexProviderWithClerk client={client} useAuth={useAuth}>
        {children}
      </ConvexProviderWithClerk>
    </ClerkProvider>
  ),
  SignInButton: () => (
    <SignInButton mode="modal">
      <button type="button" className={buttonStyle("primary")}>
        Sign in
      </button>
    </SignInButton>
  ),
  AccountMenu: () => <UserButton showName />,
};
