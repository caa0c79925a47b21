import { RequestError } from "../errors.js";
import { fileBasedExports, toCheckedExports } from "./exports.js";
import type {
  CheckedComponent,
  ComponentDefinition,
  EnvBinding,
  EvaluatedDefinition,
  ValidatorJson,
} from "./types.js";

type Definitions = Record<string, EvaluatedDefinition>;

type CheckOptions = {
  /** False for the codegen of a component, whose empty app sets no variables. */
  validateEnv: boolean;
};

type Placement = {
  definitionPath: string;
  componentPath: string;
  httpPrefix: string | null;
  env: Record<string, EnvBinding>;
};

const CHILD_REFERENCE = "_reference/childComponent/";

/**
 * Installs the app and all components below it, and checks that their names, environment
 * bindings and HTTP mounts fit together.
 *
 * @throws RequestError if they do not.
 */
export function checkApp(
  definitions: Definitions,
  options: CheckOptions,
): CheckedComponent {
  const app = definitionOf(definitions, "");
  return install(definitions, options, {
    definitionPath: "",
    componentPath: "",
    httpPrefix: app.definition.httpPrefix ?? null,
    env: {},
  });
}

function install(
  definitions: Definitions,
  options: CheckOptions,
  placement: Placement,
): CheckedComponent {
  const evaluated = definitionOf(definitions, placement.definitionPath);
  if (placement.componentPath !== "" && options.validateEnv) {
    requireBindings(evaluated.definition, placement);
  }
  const childComponents = installChildren(definitions, options, placement);
  const component: CheckedComponent = {
    ...placement,
    args: {},
    childComponents,
    httpRoutes: {
      httpModuleRoutes:
        evaluated.functions["http.js"]?.httpRoutes?.map(({ route }) => route) ?? null,
      mounts: [],
    },
    exports: toCheckedExports(
      fileBasedExports(evaluated.functions),
      placement.componentPath,
    ),
  };
  for (const [mount, reference] of Object.entries(evaluated.definition.httpMounts)) {
    addMount(component, mount, reference);
  }
  return component;
}

function installChildren(
  definitions: Definitions,
  options: CheckOptions,
  parent: Placement,
): Record<string, CheckedComponent> {
  const { definition } = definitionOf(definitions, parent.definitionPath);
  const children: Record<string, CheckedComponent> = {};
  for (const child of definition.childComponents) {
    const componentPath = joinPath(parent.componentPath, child.name);
    const bindings = Object.fromEntries(child.env ?? []);
    const childDefinition = definitionOf(definitions, child.path).definition;
    for (const [name, binding] of Object.entries(bindings)) {
      checkBinding(componentPath, childDefinition, definition, name, binding);
    }
    const placement = {
      definitionPath: child.path,
      componentPath,
      httpPrefix: mountOf(definition, parent, child.name),
      env: resolveBindings(bindings, parent),
    };
    const component = install(definitions, options, placement);
    if (children[child.name]) {
      throw typeError(
        `Component ${quote(parent.definitionPath)} has multiple child components with the same name: ${quote(child.name)}`,
      );
    }
    children[child.name] = component;
  }
  return children;
}

/** Resolves references to variables of a parent that is not the app itself. */
function resolveBindings(bindings: Record<string, EnvBinding>, parent: Placement) {
  if (parent.componentPath === "") return bindings;
  const resolved = Object.entries(bindings).flatMap(([name, binding]) => {
    const target = binding.type === "value" ? binding : parent.env[binding.name];
    return target === undefined ? [] : [[name, target] as const];
  });
  return Object.fromEntries(resolved);
}

function mountOf(definition: ComponentDefinition, parent: Placement, child: string) {
  const mount = Object.entries(definition.httpMounts).find(
    ([, reference]) => reference === CHILD_REFERENCE + child,
  )?.[0];
  if (mount === undefined) return null;
  // The app's own prefix applies to its own routes only. Its mounts are absolute.
  const isNested = parent.componentPath !== "" && parent.httpPrefix !== null;
  return isNested ? parent.httpPrefix!.replace(/\/+$/, "") + mount : mount;
}

function addMount(component: CheckedComponent, mount: string, reference: string) {
  const invalid = (why: string) =>
    typeError(`HTTP mount ${quote(mount)} is invalid: ${why}`);
  if (!reference.startsWith(CHILD_REFERENCE)) {
    throw invalid("only child components can be mounted.");
  }
  const name = reference.slice(CHILD_REFERENCE.length);
  const child = component.childComponents[name];
  if (child === undefined) throw invalid(`Child component ${quote(name)} not found.`);
  const { httpModuleRoutes, mounts } = component.httpRoutes;
  if (!child.httpRoutes.httpModuleRoutes?.length && !child.httpRoutes.mounts.length) {
    throw invalid(`Child component ${quote(name)} doesn't have any HTTP routes.`);
  }
  if (httpModuleRoutes?.some(({ path }) => overlaps(path, mount))) {
    throw invalid("Overlap with existing prefix route");
  }
  if (mounts.includes(mount)) throw invalid("Overlap with previously mounted route");
  mounts.push(mount);
}

function overlaps(route: string, mount: string): boolean {
  return route.endsWith("*") && (route.slice(0, -1) || "/") === mount;
}

function requireBindings(definition: ComponentDefinition, placement: Placement) {
  for (const [name, { optional }] of definition.envVars ?? []) {
    if (optional || name in placement.env) continue;
    throw typeError(
      `Component ${quote(placement.componentPath)} is missing required env var ${quote(name)}`,
    );
  }
}

function checkBinding(
  componentPath: string,
  child: ComponentDefinition,
  parent: ComponentDefinition,
  name: string,
  binding: EnvBinding,
) {
  const label = `Component ${quote(componentPath)}`;
  const declared = declarationOf(child, name);
  if (!declared) throw typeError(`${label} has no env var named ${quote(name)}`);
  if (binding.type === "value") {
    if (acceptsString(JSON.parse(declared.value) as ValidatorJson, binding.value)) return;
    throw typeError(`${label} has an invalid value for env var ${quote(name)}`);
  }
  const source = declarationOf(parent, binding.name);
  if (!source) {
    throw typeError(
      `${label} env var ${quote(name)} references undeclared parent env var ${binding.name}`,
    );
  }
  if (source.optional && !declared.optional) {
    throw typeError(
      `${label} env var ${quote(name)} is required, but parent env var ${binding.name} is optional`,
    );
  }
}

/** Whether a validator (a string, a literal or a union of them) accepts a string. */
export function acceptsString(validator: ValidatorJson, value: string): boolean {
  if (validator.type === "literal") return validator.value === value;
  if (validator.type === "union") {
    return validator.value.some((member) => acceptsString(member, value));
  }
  return true;
}

function declarationOf(definition: ComponentDefinition, name: string) {
  return definition.envVars?.find(([declared]) => declared === name)?.[1];
}

function definitionOf(definitions: Definitions, path: string): EvaluatedDefinition {
  const found = definitions[path];
  if (found) return found;
  throw typeError(`Component definition not found: ${quote(path)}`);
}

function joinPath(parent: string, name: string): string {
  return parent === "" ? name : `${parent}/${name}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function typeError(message: string): RequestError {
  return new RequestError("TypecheckError", message);
}
