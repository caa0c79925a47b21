/** The shapes that the CLI and a deployment exchange during a push. */

/** The JSON format of a validator. */
export type ValidatorJson =
  | { type: "array"; value: ValidatorJson }
  | { type: "union"; value: ValidatorJson[] }
  | {
      type: "record";
      keys: ValidatorJson;
      values: { fieldType: ValidatorJson; optional: boolean };
    }
  | { type: "object"; value: Record<string, ObjectFieldJson> }
  | { type: "literal"; value: unknown }
  | { type: "id"; tableName: string }
  | {
      type:
        | "null"
        | "number"
        | "bigint"
        | "commitTs"
        | "boolean"
        | "string"
        | "bytes"
        | "any";
    };

export type ObjectFieldJson = { fieldType: ValidatorJson; optional: boolean };

/** One bundled file of a push. */
export type ModuleSource = {
  path: string;
  source: string;
  sourceMap?: string;
  environment: "isolate" | "node";
};

export type StartPushRequest = {
  adminKey: string;
  dryRun: boolean;
  /** Set by `convex codegen`, which only needs the analysis. */
  forCodegen?: boolean;
  appDefinition: {
    definition: ModuleSource | null;
    dependencies: string[];
    schema: ModuleSource | null;
    changedModules: ModuleSource[];
    udfServerVersion: string;
  };
  componentDefinitions: {
    definitionPath: string;
    definition: ModuleSource;
    dependencies: string[];
    schema: ModuleSource | null;
    functions: ModuleSource[];
    udfServerVersion: string;
  }[];
};

export type EnvBinding =
  { type: "value"; value: string } | { type: "envVar"; name: string };

export type EnvDeclaration = { type: "value"; value: string; optional?: boolean };

export type ExportTree =
  { type: "branch"; branch: [string, ExportTree][] } | { type: "leaf"; leaf: string };

/** The export of a `convex.config.ts`, with the path of the definition. */
export type ComponentDefinition = {
  path: string;
  definitionType: { type: "app" } | { type: "childComponent"; name: string };
  childComponents: {
    name: string;
    path: string;
    env?: [string, EnvBinding][] | null;
  }[];
  httpMounts: Record<string, string>;
  httpPrefix?: string;
  exports: ExportTree;
  envVars?: [string, EnvDeclaration][];
};

export type UdfType = "Query" | "Mutation" | "Action";

export type AnalyzedFunction = {
  name: string;
  pos: null;
  udfType: UdfType;
  visibility: { kind: "public" | "internal" } | null;
  args: string;
  returns: string;
};

export type HttpRoute = { path: string; method: string };

export type CronSchedule = { type: string } & Record<string, string | number>;

export type CronSpec = { name: string; args: unknown[]; schedule: CronSchedule };

export type AnalyzedModule = {
  functions: AnalyzedFunction[];
  httpRoutes: { route: HttpRoute; pos: null }[] | null;
  cronSpecs: Record<string, CronSpec> | null;
  sourceMapped: null;
};

export type TableJson = {
  tableName: string;
  indexes: { indexDescriptor: string; fields: string[] }[];
  searchIndexes?:
    { indexDescriptor: string; searchField: string; filterFields: string[] }[] | null;
  vectorIndexes?:
    | {
        indexDescriptor: string;
        vectorField: string;
        dimensions: number;
        filterFields: string[];
      }[]
    | null;
  documentType: ValidatorJson;
};

export type SchemaJson = { tables: TableJson[]; schemaValidation: boolean };

/** The analysis of one definition, which can be installed several times. */
export type EvaluatedDefinition = {
  definition: ComponentDefinition;
  schema: SchemaJson | null;
  functions: Record<string, AnalyzedModule>;
  udfConfig: {
    serverVersion: string;
    importPhaseRngSeed: { $bytes: string };
    importPhaseUnixTimestamp: { $integer: string };
  };
};

export type CheckedExport =
  | { type: "branch"; children: Record<string, CheckedExport> }
  | {
      type: "leaf";
      resource: { type: "function"; path: { component: string; udfPath: string } };
    };

/** One installed component, or the app, checked against its definition. */
export type CheckedComponent = {
  definitionPath: string;
  componentPath: string;
  httpPrefix: string | null;
  args: Record<string, never>;
  env: Record<string, EnvBinding>;
  childComponents: Record<string, CheckedComponent>;
  httpRoutes: { httpModuleRoutes: HttpRoute[] | null; mounts: string[] };
  exports: Record<string, CheckedExport>;
};

export type IndexJson =
  | { name: string; type: "database"; fields: string[] }
  | { name: string; type: "search"; searchField: string; filterFields: string[] }
  | {
      name: string;
      type: "vector";
      dimensions: number;
      vectorField: string;
      filterFields: string[];
    };

export type IndexDiff = {
  added_indexes: IndexJson[];
  removed_indexes: IndexJson[];
  enabled_indexes: IndexJson[];
  disabled_indexes: IndexJson[];
};

export type OidcProvider = { domain: string; applicationID: string };

export type CustomJwtProvider = {
  type: "customJwt";
  issuer: string;
  jwks: string;
  algorithm: "RS256" | "ES256";
  applicationID: string | null;
};

export type AuthProvider = OidcProvider | CustomJwtProvider;

export type StartPushResponse = {
  environmentVariables: Record<string, string>;
  externalDepsId: null;
  componentDefinitionPackages: Record<string, object>;
  appAuth: AuthProvider[];
  analysis: Record<string, EvaluatedDefinition>;
  app: CheckedComponent;
  schemaChange: {
    allocatedComponentIds: object;
    schemaIds: object;
    indexDiffs: Record<string, IndexDiff>;
  };
};
