import { ConvexReactClient } from "convex/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { PlayerProvider } from "./player/PlayerProvider";
import { SessionProvider } from "./session/SessionProvider";
import { App } from "./shell/App";
import { Provider } from "./signIn";
import "./styles.css";
import { NoticesProvider } from "./ui/Notices";

const client = new ConvexReactClient(import.meta.env.VITE_CONVEX_URL);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Provider client={client}>
      <SessionProvider>
        <NoticesProvider>
          <PlayerProvider>
            <App />
          </PlayerProvider>
        </NoticesProvider>
      </SessionProvider>
    </Provider>
  </StrictMode>,
);
