import { testWebhookSecret } from "../../src/testing/clerk.js";
import { convexCli, startLocalDeployment, startLocalIssuer } from "../local/index.js";
import { Report } from "./report.js";
import { playStory } from "./story.js";

const adminClerkId = "user_2demoAdmin";

/** Plays the story on a deployment in this process. Throws when a step does not hold. */
export async function playOnce(): Promise<void> {
  const issuer = await startLocalIssuer();
  const impostor = await startLocalIssuer();
  const deployment = await startLocalDeployment({ log: () => undefined });
  console.log("The local deployment is for development; its data is in memory.");

  await deployExample(deployment, {
    CLERK_JWT_ISSUER_DOMAIN: issuer.url,
    CLERK_WEBHOOK_SECRET: testWebhookSecret,
    INITIAL_ADMIN_CLERK_USER_ID: adminClerkId,
  });
  const report = new Report();
  await playStory(
    {
      url: deployment.url,
      siteUrl: deployment.siteUrl,
      webhookSecret: testWebhookSecret,
      adminClerkId,
      token: (subject) => issuer.token({ subject }),
      forgedToken: (subject) => impostor.token({ subject, claims: { iss: issuer.url } }),
    },
    report,
  );
  console.log(`\nAll ${report.steps} steps held.`);
}

/** Pushes the example with the real Convex CLI. */
async function deployExample(
  target: { url: string; adminKey: string },
  variables: Record<string, string>,
) {
  for (const [name, value] of Object.entries(variables)) {
    await run(target, ["env", "set", name, value]);
  }
  console.log("Pushing the example with `convex deploy` …");
  await run(target, ["deploy", "--codegen", "disable"]);
}

async function run(target: { url: string; adminKey: string }, args: string[]) {
  const { exitCode, stdout, stderr } = await convexCli(args, target);
  if (exitCode !== 0) throw new Error(`convex ${args[0]} failed:\n${stdout}${stderr}`);
}
