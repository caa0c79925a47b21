import { RequestError } from "../errors.js";
import { evaluationIsolate, isRecord, loadForPush } from "./evaluate.js";
import type { AuthProvider, ModuleSource } from "./types.js";

/**
 * Evaluates the app's `auth.config.ts`.
 *
 * Every variable that it reads must be set. Otherwise a deployment could silently trust no
 * issuer, or the wrong one.
 *
 * @throws RequestError if a variable is not set or a provider is invalidConfigError.
 */
export function evaluateAuthConfig(
  modules: ModuleSource[],
  env: (name: string) => string | undefined,
): AuthProvider[] {
  const config = modules.find((module) => module.path === "auth.config.js");
  if (!config) return [];
  let missing: string | undefined;
  const isolate = evaluationIsolate("", modules, {
    subject: "auth config file",
    env: (name) => {
      const value = env(name);
      if (value === undefined) missing ??= name;
      return value;
    },
  });
  const exports = loadForPush(isolate, config.path, (reason) =>
    missing ? missingVariableError(missing) : invalidConfigError(reason),
  );
  if (missing) throw missingVariableError(missing);
  const providers = isRecord(exports.default) ? exports.default.providers : undefined;
  if (!Array.isArray(providers)) {
    throw invalidConfigError(
      "The default export must be an object with a `providers` array.",
    );
  }
  return (JSON.parse(JSON.stringify(providers)) as unknown[]).map(providerFrom);
}

function providerFrom(value: unknown): AuthProvider {
  if (!isRecord(value)) throw invalidConfigError("A provider must be an object.");
  if (value.type === "customJwt") {
    const { issuer, jwks, algorithm } = value;
    if (algorithm !== "RS256" && algorithm !== "ES256") {
      throw invalidConfigError(
        "Invalid signature algorithm (only RS256 and ES256 are supported)",
      );
    }
    return {
      type: "customJwt",
      issuer: withProtocol(requireText(issuer, "issuer")),
      jwks: requireText(jwks, "jwks"),
      algorithm,
      applicationID:
        value.applicationID == null
          ? null
          : requireText(value.applicationID, "applicationID"),
    };
  }
  return {
    domain: withProtocol(requireText(value.domain, "domain")),
    applicationID: requireText(value.applicationID, "applicationID"),
  };
}

function requireText(value: unknown, field: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw invalidConfigError(`A provider needs \`${field}\`.`);
}

function withProtocol(issuer: string): string {
  return /^https?:\/\//.test(issuer) ? issuer : `https://${issuer}`;
}

function missingVariableError(name: string): RequestError {
  return new RequestError(
    "AuthConfigMissingEnvironmentVariable",
    `Environment variable ${name} is used in auth config file but its value was not set`,
  );
}

function invalidConfigError(reason: string): RequestError {
  return new RequestError("InvalidAuthConfig", `Invalid auth config file: ${reason}`);
}
