import { describe, expect, test } from "vitest";
import { targetOf } from "./deploymentTarget.js";

const KEY = "prod:happy-animal-123|secret";

describe("the deployment is", () => {
  test.each<[string, string | undefined, Record<string, string>, string]>([
    [
      "the one that the deploy key names",
      undefined,
      { CONVEX_DEPLOY_KEY: KEY },
      "https://happy-animal-123.convex.cloud",
    ],
    [
      "that of CONVEX_URL",
      undefined,
      { CONVEX_DEPLOY_KEY: KEY, CONVEX_URL: "https://music.example.com/" },
      "https://music.example.com",
    ],
    [
      "the one that --url names",
      "https://other.example.com",
      { CONVEX_DEPLOY_KEY: KEY, CONVEX_URL: "https://music.example.com" },
      "https://other.example.com",
    ],
    [
      "a self-hosted one",
      undefined,
      {
        CONVEX_SELF_HOSTED_ADMIN_KEY: "key",
        CONVEX_SELF_HOSTED_URL: "http://127.0.0.1:3210",
        CONVEX_URL: "https://music.example.com",
      },
      "http://127.0.0.1:3210",
    ],
  ])("%s", (_, url, env, expected) => {
    expect(targetOf(url, env).url).toBe(expected);
  });
});

describe("there is none", () => {
  test.each<[string, string | undefined, Record<string, string>, RegExp]>([
    [
      "without a key",
      undefined,
      { CONVEX_URL: "https://a.example" },
      /CONVEX_DEPLOY_KEY/,
    ],
    [
      "with two keys",
      undefined,
      { CONVEX_DEPLOY_KEY: KEY, CONVEX_SELF_HOSTED_ADMIN_KEY: "key" },
      /not both/,
    ],
    [
      "for the key of a project",
      undefined,
      { CONVEX_DEPLOY_KEY: "preview:team:project|secret" },
      /--url/,
    ],
    [
      "without encryption",
      "http://music.example.com",
      { CONVEX_DEPLOY_KEY: KEY },
      /https/,
    ],
    ["for an invalid URL", "music", { CONVEX_DEPLOY_KEY: KEY }, /https/],
  ])("%s", (_, url, env, message) => {
    expect(() => targetOf(url, env)).toThrow(message);
    expect(() => targetOf(url, env)).not.toThrow(/secret/);
  });
});
