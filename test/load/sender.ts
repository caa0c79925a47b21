import { Agent, request as startRequest } from "node:http";
import { signWebhook } from "../../src/testing/clerk.js";
import type { Delivery } from "./clerkHistory.js";
import { type Random, randomFrom } from "./random.js";

/** What goes wrong with an attempt. */
const mishaps = ["requestLost", "cutOff", "answerLost"] as const;
type Mishap = (typeof mishaps)[number];

export type SenderOptions = {
  url: string;
  random: Random;
  connections: number;
  /** How many attempts go wrong, from 0 to 1. */
  mishapShare: number;
  /** Called before each attempt. */
  beforeAttempt(attempt: number): Promise<void>;
};

/** How the attempts went. */
export type Tally = Record<Mishap | "attempts" | "retries" | "refused", number>;

/**
 * Sends deliveries as Svix does, over a number of connections: each again and again,
 * later, until it is answered with 2xx. Throws at an answer that Svix would not mend by
 * sending again.
 */
export async function sendAll(deliveries: Delivery[], options: SenderOptions) {
  const { url, random, connections, mishapShare, beforeAttempt } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  // Each has a sequence of its own, so that its mishaps do not hang on others' answers.
  const queue = deliveries.map((delivery) => ({
    delivery,
    luck: randomFrom(random.below(2 ** 32)),
  }));
  const tally: Tally = {
    attempts: 0,
    retries: 0,
    requestLost: 0,
    cutOff: 0,
    answerLost: 0,
    refused: 0,
  };
  const sendAgainLater = (entry: (typeof queue)[number]) => {
    tally.retries += 1;
    queue.splice(random.below(queue.length + 1), 0, entry);
  };
  const work = async () => {
    for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
      const { delivery, luck } = entry;
      tally.attempts += 1;
      await beforeAttempt(tally.attempts);
      const mishap = luck.chance(mishapShare) ? luck.pick(mishaps) : null;
      const status = await attempt(agent, url, delivery, mishap);
      if (mishap !== null) tally[mishap] += 1;
      else if (status === 500) tally.refused += 1;
      if (mishap !== null || status === 500) sendAgainLater(entry);
      else if (status !== 200) throw new Error(`${delivery.id} was answered ${status}.`);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return tally;
}

/** The status of the answer; 0 when none arrived. */
async function attempt(
  agent: Agent,
  url: string,
  { id, body }: Delivery,
  mishap: Mishap | null,
): Promise<number> {
  if (mishap === "requestLost") return 0;
  const { body: text, ...init } = signWebhook(body, { deliveryId: id });
  return await new Promise((resolve, reject) => {
    const request = startRequest(url, { ...init, agent }, (response) => {
      if (mishap === "answerLost") return void request.destroy();
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    });
    request.once("close", () => resolve(0));
    request.once("error", (error) => (mishap === null ? reject(error) : resolve(0)));
    request.end(text, () => {
      if (mishap === "cutOff") request.destroy();
    });
  });
}
