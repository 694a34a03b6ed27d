import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

/** The flow of data: a folder of provider/ imports only from the folders before it. */
const flow = ["args", "settings", "preflight", "azure", "kubernetes", "components"];

const direction = flow.slice(0, -1).map((folder, index) => ({
  files: [`provider/${folder}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(${flow.slice(index + 1).join("|")})(/|$)`,
            message: `provider/${folder} may import only from its left: ${flow.slice(0, index + 1).join(" → ")}.`,
          },
        ],
      },
    ],
  },
}));

const independence = {
  files: ["provider/**/*.ts"],
  ignores: ["provider/**/*.test.ts"],
  rules: {
    "no-restricted-syntax": [
      "error",
      {
        selector: "ImportDeclaration[source.value=/tests\\u002F/]",
        message: "provider/ ships; it may not import from tests/.",
      },
    ],
  },
};

/** The indexes of these packages load everything in them, at each start of the plugin. */
const modulesInUse = {
  files: ["provider/**/*.ts"],
  ignores: ["provider/**/*.test.ts", "provider/testing/**"],
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      {
        paths: ["@pulumi/azure-native", "@pulumi/kubernetes"].map((name) => ({
          name,
          allowTypeImports: true,
          message: `Import the module in use, such as ${name}/MODULE.`,
        })),
      },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      ...["bin/**", "sdk/**", "coverage/**", "node_modules/**", "provider/schema/*.json"],
      ...["site/.vitepress/cache/**", "site/.vitepress/dist/**", "site/.vitepress/.temp/**"],
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommended],
    plugins: { "@pulumi": pulumi },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "max-lines": ["error", { max: 300 }],
    },
  },
  {
    files: ["**/*.test.ts"],
    rules: { "max-lines": ["error", { max: 400 }], "@typescript-eslint/no-unused-expressions": "off" },
  },
  {
    // One program for all examples: with one each, the types of Azure would be in memory a dozen times.
    files: ["examples/**/*.ts"],
    languageOptions: { parserOptions: { projectService: false, project: "tsconfig.examples.json" } },
  },
  modulesInUse,
  ...direction,
  independence,
);
