import { clerk } from "./clerk";
import { local } from "./local";
import type { SignIn } from "./types";

/** Clerk where a key of Clerk's is set, else the accounts of this machine. */
export const { Provider, SignInButton, AccountMenu }: SignIn = import.meta.env
  .VITE_CLERK_PUBLISHABLE_KEY
  ? clerk
  : local;
