import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import globals from "globals";

const TEXT_ONLY = "Build elements and set textContent: text of papers must never be read as HTML.";
const OFFLINE = "The report is one file that asks nothing of any network.";

export default defineConfig([
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    // Classic scripts that end up in one <script>: `global` and `exported` comments say what they share.
    files: ["src/paperthemes/pages/templates/js/**/*.js"],
    languageOptions: {
      sourceType: "script",
      parserOptions: { ecmaFeatures: { impliedStrict: true } },
      globals: { ...globals.browser, pako: "readonly", Plotly: "readonly" },
    },
    rules: {
      // What the comments say is true.
      "no-implicit-globals": ["error", { lexicalBindings: true }],
      "no-undef": "error",
      "no-unused-vars": ["error", { vars: "all", args: "after-used" }],

      // Small.
      complexity: ["error", { max: 12 }],
      "max-lines": ["error", { max: 300 }],
      "max-lines-per-function": [
        "error",
        { max: 40, skipBlankLines: true, skipComments: true, IIFEs: false },
      ],

      // Plain.
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      strict: "error",

      // Safe.
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-globals": [
        "error",
        {
          globals: ["fetch", "XMLHttpRequest"].map((name) => ({ name, message: OFFLINE })),
          checkGlobalObject: true,
        },
      ],
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
          property,
          message: TEXT_ONLY,
        })),
        ...["write", "writeln"].map((property) => ({
          object: "document",
          property,
          message: TEXT_ONLY,
        })),
      ],
    },
  },
]);
