import { isMusicLibraryError, MusicLibrary } from "convex-music-library";
import type { ComponentApi } from "convex-music-library/_generated/component";
import type { ComponentApi as ComponentApiJs } from "convex-music-library/_generated/component.js";
import config from "convex-music-library/convex.config";
import configJs from "convex-music-library/convex.config.js";
import manifest from "convex-music-library/package.json" with { type: "json" };
import { useCurrentUser } from "convex-music-library/react";
import { register, sendWebhook } from "convex-music-library/test";
import { isExactly } from "../client/types.js";

/** Every entry point of the package, used enough that none of them can be `any`. */
export function useEveryEntryPoint(component: ComponentApi<"musicLibrary">) {
  isExactly<ComponentApiJs<"musicLibrary">>()(component);
  isExactly<typeof config>()(configJs);
  isExactly<string>()(manifest.version);
  isExactly<boolean>()(isMusicLibraryError(new Error()));
  isExactly<Promise<Response>>()(null as never as ReturnType<typeof sendWebhook>);
  return { library: new MusicLibrary(component), register, useCurrentUser };
}
