import { afterAll, beforeAll, expect, test } from "vitest";
import { costOf } from "../bench/measure.js";
import { deployHost, type Host } from "../clerk/deployedHost.js";
import { rowsOf } from "../example/deployedTables.js";
import { clerkHistory, type Delivery } from "./clerkHistory.js";
import { type Random, randomFrom } from "./random.js";
import { sendAll, type Tally } from "./sender.js";
import { finalState, replay } from "./userModel.js";

/*
 * What months of webhooks do in minutes: ten deliveries for each of a thousand users,
 * out of order, some twice, over many connections, while requests and answers get lost
 * and the app's own handler fails. The same seed makes the same deliveries and mishaps
 * again; the order in which they meet hangs on how fast the host answers.
 */

const USERS = 1000;
const MESSAGES = 9000;
const REPEATED = 1000;
const CONNECTIONS = 16;
const MISHAP_SHARE = 0.1;
/** The app's handler fails for so many attempts out of so many. */
const OUTAGE = { attempts: 40, outOf: 500 };
const TIMEOUT_MS = 240_000;
/** What one may cost, however many there were before. */
const MAX_DOCUMENTS = { read: 4, written: 3 };

/** The same deliveries every time; another seed in `LOAD_SEED` gives others. */
const seed = Number(process.env.LOAD_SEED ?? 20_261);

let host: Host;
beforeAll(async () => {
  host = await deployHost();
});
afterAll(async () => {
  await host?.stop();
});

/** Turns the app's outages on and off as attempts go by. */
async function letHandlerFail(attempt: number) {
  const inPeriod = attempt % OUTAGE.outOf;
  if (inPeriod !== 0 && inPeriod !== OUTAGE.attempts) return;
  await host.run("events:setOutage", { isOn: inPeriod === 0 });
}

/** The rows of a table, without what the database adds. */
async function fieldsOf<Fields>(table: string, component?: string): Promise<Fields[]> {
  const rows = await rowsOf(host, table, component);
  return rows.map(({ _id, _creationTime, ...fields }) => fields as Fields);
}

const byExternalId = (a: { externalId: string }, b: { externalId: string }) =>
  a.externalId < b.externalId ? -1 : 1;

function countsOf(texts: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

/** Sends all, and tells how the attempts went and what one costs the database. */
async function sendToHost(deliveries: Delivery[], random: Random) {
  let tally: Tally;
  const send = async () => {
    tally = await sendAll(deliveries, {
      url: `${host.siteUrl}/hooks/clerk`,
      random,
      connections: CONNECTIONS,
      mishapShare: MISHAP_SHARE,
      beforeAttempt: letHandlerFail,
    });
  };
  const cost = await costOf(host, "clerk:receive", send);
  const documentsRead = cost.documentsRead / cost.functions;
  const documentsWritten = cost.documentsWritten / cost.functions;
  return { tally: tally!, costOfOne: { documentsRead, documentsWritten } };
}

type Recorded = { deliveryId: string; type: string; outcome: string };
type Status = { deliveries: Record<string, number>; users: Record<string, number> };

test(
  `10,000 deliveries out of order, repeated and lost on the way end as Clerk's history does (seed ${seed})`,
  async () => {
    const random = randomFrom(seed);
    const history = clerkHistory(random, { users: USERS, messages: MESSAGES });
    const repeated = random.shuffled(history).slice(0, REPEATED);
    const sent = random.shuffled([...history, ...repeated]);
    const { tally, costOfOne } = await sendToHost(sent, random);
    console.info({ seed, ...tally, ...costOfOne });
    for (const failures of [tally.requestLost, tally.cutOff, tally.answerLost]) {
      expect(failures).toBeGreaterThan(100);
    }
    expect(tally.refused).toBeGreaterThan(100);
    expect(costOfOne.documentsRead).toBeLessThan(MAX_DOCUMENTS.read);
    expect(costOfOne.documentsWritten).toBeLessThan(MAX_DOCUMENTS.written);

    const expected = finalState(history);
    const users = await fieldsOf<{ externalId: string }>("users");
    expect(users.sort(byExternalId)).toEqual(expected.users.sort(byExternalId));
    const tombstones = await fieldsOf<{ externalId: string }>("deletedUsers");
    expect(tombstones.map((row) => row.externalId).sort()).toEqual(
      expected.deleted.sort(),
    );

    const recorded = await fieldsOf<Recorded>("webhookDeliveries");
    const byId = new Map(history.map((delivery) => [delivery.id, delivery]));
    const applied = recorded.map(({ deliveryId }) => byId.get(deliveryId)!);
    expect(recorded).toHaveLength(MESSAGES);
    expect(new Set(applied).size).toBe(MESSAGES);

    const { outcomes, heard } = replay(applied);
    expect(recorded.map(({ type, outcome }) => ({ type, outcome }))).toEqual(
      applied.map(({ type }, i) => ({ type, outcome: outcomes[i] })),
    );
    expect(await fieldsOf("heard", "")).toEqual(heard);

    const status = (await host.run("clerk:status")) as Status;
    expect(status.deliveries).toEqual(countsOf(outcomes));
    expect(status.users).toEqual({ webhook: expected.users.length });
  },
  TIMEOUT_MS,
);
