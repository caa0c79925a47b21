import { RequestError } from "./errors.js";
import { acceptsString } from "./push/check.js";
import type { CheckedComponent, EnvDeclaration, ValidatorJson } from "./push/types.js";

export type EnvChange = { name: string; value: string | null };

type Declarations = [string, EnvDeclaration][];

const MAX_NAME_LENGTH = 256;
const MAX_VALUE_BYTES = 8 * 1024;
const BUILT_IN = ["CONVEX_CLOUD_URL", "CONVEX_SITE_URL"];

/** The environment variables of the deployment and of its components. */
export class Environment {
  #values: Record<string, string> = {};
  #declarations: Declarations = [];

  constructor(private readonly urls: { cloud: string; site: string }) {}

  /** The values of the variables that are set, by name. */
  all(): Record<string, string> {
    return { ...this.#values };
  }

  /** The variables that every deployment has. */
  builtIn(): Record<string, string> {
    return { CONVEX_CLOUD_URL: this.urls.cloud, CONVEX_SITE_URL: this.urls.site };
  }

  /**
   * Sets and unsets variables. Either all changes are made or none.
   *
   * @param check - Called with the resulting variables. If it throws, nothing changes.
   * @throws RequestError if a name or value is invalid or a required variable is unset.
   */
  update(changes: EnvChange[], check: (variables: Record<string, string>) => void): void {
    const next = this.all();
    for (const { name, value } of changes) {
      if (value === null) {
        this.#checkUnset(name);
        delete next[name];
      } else {
        checkVariable(name, value);
        next[name] = value;
      }
    }
    checkDeclared(this.#declarations, next);
    check({ ...this.builtIn(), ...next });
    this.#values = next;
  }

  /**
   * Replaces the declarations with those of a push.
   *
   * @throws RequestError if a required variable is not set or a value does not match.
   */
  declare(declarations: Declarations): void {
    const missing = declarations
      .filter(([name, { optional }]) => !optional && !(name in this.#values))
      .map(([name]) => name);
    if (missing.length > 0) {
      throw new RequestError(
        "MissingEnvironmentVariables",
        `Required environment variables are not set: ${missing.join(", ")}. ` +
          "Set them in the Convex dashboard or CLI before pushing.",
      );
    }
    checkDeclared(declarations, this.#values);
    this.#declarations = declarations;
  }

  /** The value of a variable in a component, which gets only those bound to it. */
  read(component: CheckedComponent, name: string): string | undefined {
    if (component.componentPath === "") {
      return this.#values[name] ?? this.builtIn()[name];
    }
    const binding = component.env[name];
    if (binding) {
      return binding.type === "value" ? binding.value : this.#values[binding.name];
    }
    if (name === "CONVEX_SITE_URL") return this.#siteUrlOf(component);
    return this.builtIn()[name];
  }

  /** A component's site URL leads to its own routes. */
  #siteUrlOf({ httpPrefix }: CheckedComponent): string {
    return this.urls.site + (httpPrefix ?? "").replace(/\/$/, "");
  }

  #checkUnset(name: string) {
    const declared = this.#declarations.find(([declared]) => declared === name);
    if (!declared || declared[1].optional) return;
    throw new RequestError(
      "RequiredEnvironmentVariable",
      `Cannot delete required environment variables: ${name}. ` +
        "These are declared as required in the app definition.",
    );
  }
}

function checkVariable(name: string, value: string) {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || name.length > MAX_NAME_LENGTH) {
    throw new RequestError(
      "EnvironmentVariableNameInvalid",
      `The environment variable name ${name} is invalid. Environment variable names must ` +
        "begin with a letter and may only include characters a-z, A-Z, 0-9, and underscores.",
    );
  }
  if (BUILT_IN.includes(name)) {
    throw new RequestError(
      "EnvironmentVariableNameForbidden",
      `Environment variable with name "${name}" is built-in and cannot be overridden`,
    );
  }
  const size = Buffer.byteLength(value);
  if (size > MAX_VALUE_BYTES) {
    throw new RequestError(
      "EnvironmentVariableValueTooLarge",
      `The environment variable value is ${size} bytes, which is too large (max size: ${MAX_VALUE_BYTES})`,
    );
  }
}

function checkDeclared(declarations: Declarations, values: Record<string, string>) {
  for (const [name, { value: validator }] of declarations) {
    const value = values[name];
    if (value === undefined) continue;
    if (acceptsString(JSON.parse(validator) as ValidatorJson, value)) continue;
    throw new RequestError(
      "InvalidEnvironmentVariable",
      `Environment variable ${name} does not match its declared validator`,
    );
  }
}
