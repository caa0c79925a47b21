import { playOnce } from "./once.js";
import { seed } from "./seed.js";
import { servePage } from "./page.js";
import { type Stage, startStage } from "./stage.js";

const help = `The example on this machine, with no account.

  npm run demo              the web page, with tracks and users in every role
  npm run demo -- --once    no page: plays the whole story over the wire and exits,
                            0 when every step held, 1 when one did not
`;

const NETWORK_DELAY_MS = 400;

async function main(args: string[]) {
  if (args.includes("--help")) return console.log(help);
  if (args.includes("--once")) {
    await playOnce();
    process.exit(0);
  }
  console.log("Starting a local deployment and pushing the example to it …");
  const stage = await startStage({ answerDelayMs: NETWORK_DELAY_MS });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stage.stop().finally(() => process.exit(0)));
  }
  console.log("Making tracks, users and playlists …");
  const { page, vip } = await open(stage).catch(async (error: unknown) => {
    await stage.stop();
    throw error;
  });
  console.log(`
The page                ${page.url}

Sign in with one click as a guest, a vip or an admin. Everything is in memory, on
this machine, until it is stopped (Ctrl+C).

  functions and files   ${stage.url}
  HTTP actions          ${stage.siteUrl}
  admin key             ${stage.adminKey}
  a vip's token         ${await stage.token(vip.id)}`);
}

async function open(stage: Stage) {
  const { vip } = await seed(stage);
  return { page: await servePage(stage), vip };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
