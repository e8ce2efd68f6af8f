/**
 * The lint rules that oxlint does not ship, for the pure packages: whatever could make two nodes
 * compute different bytes from the same events is refused here, and each message names what to
 * use instead. Proven by test/house.
 */

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface Context {
  report(finding: { node: Node; message: string }): void;
}

type Visitor = Record<string, (node: Node) => void>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

/** The name of `x.name` or `x['name']`; undefined for anything computed. */
const memberName = (node: unknown): string | undefined => {
  if (!isNode(node) || node.type !== 'MemberExpression' || !isNode(node['property'])) {
    return undefined;
  }
  const property = node['property'];
  if (node['computed'] !== true && typeof property['name'] === 'string') return property['name'];
  return typeof property['value'] === 'string' ? property['value'] : undefined;
};

const isIdentifier = (node: unknown, names: readonly string[]): boolean =>
  isNode(node) && node.type === 'Identifier' && names.includes(String(node['name']));

const rule = (
  describe: string,
  visit: (report: (node: Node, message: string) => void) => Visitor,
) => ({
  meta: { type: 'problem', docs: { description: describe } },
  create: (context: Context): Visitor =>
    visit((node, message) => {
      context.report({ node, message });
    }),
});

const sortNames = ['sort', 'toSorted'];

const noBareSort = rule('sorting states its order', (report) => ({
  CallExpression(node) {
    const name = memberName(node['callee']);
    if (name === undefined || !sortNames.includes(name)) return;
    if (Array.isArray(node['arguments']) && node['arguments'].length > 0) return;
    report(node, `.${name}() compares as UTF-16 text; pass a comparator by name.`);
  },
}));

const noLocale = rule('nothing depends on where it runs', (report) => ({
  MemberExpression(node) {
    const name = memberName(node);
    if (name === 'localeCompare' || name?.startsWith('toLocale') === true) {
      report(
        node,
        `.${name} depends on the machine; compare code units or bytes, format in the app.`,
      );
    }
  },
}));

const floatAdvice =
  'state holds safe integers only: use the named integer functions of icn-core (divideDown says how it rounds).';

const noFloat = rule('no floats in state', (report) => ({
  BinaryExpression(node) {
    if (node['operator'] === '/') report(node, `Division makes floats; ${floatAdvice}`);
  },
  AssignmentExpression(node) {
    if (node['operator'] === '/=') report(node, `Division makes floats; ${floatAdvice}`);
  },
  Literal(node) {
    if (typeof node['value'] === 'number' && !Number.isSafeInteger(node['value'])) {
      report(node, `A literal that is no safe integer; ${floatAdvice}`);
    }
  },
  MemberExpression(node) {
    const name = memberName(node);
    if (name === 'toFixed' || name === 'toPrecision' || name === 'toExponential') {
      report(node, `.${name} is for floats; ${floatAdvice}`);
    }
  },
}));

const syncAdvice =
  'pure packages are synchronous: return an effect and let the driver do the waiting.';

const noAsync = rule('the fold is synchronous', (report) => {
  const refuseAsync = (node: Node): void => {
    if (node['async'] === true) report(node, `async function; ${syncAdvice}`);
  };
  return {
    FunctionDeclaration: refuseAsync,
    FunctionExpression: refuseAsync,
    ArrowFunctionExpression: refuseAsync,
    AwaitExpression: (node) => report(node, `await; ${syncAdvice}`),
    ForOfStatement(node) {
      if (node['await'] === true) report(node, `for await; ${syncAdvice}`);
    },
    TSTypeReference(node) {
      const promises = ['Promise', 'PromiseLike', 'AsyncIterable', 'AsyncGenerator'];
      if (isIdentifier(node['typeName'], promises)) report(node, `Promise type; ${syncAdvice}`);
    },
  };
});

const listings = ['keys', 'values', 'entries'];

const noUnorderedIteration = rule('iteration states its order', (report) => {
  const sortedRightAway = new Set<unknown>();
  return {
    ForInStatement(node) {
      report(node, 'for-in follows insertion; iterate Object.keys(x).toSorted(comparator).');
    },
    CallExpression(node) {
      const callee = node['callee'];
      const name = memberName(callee);
      if (isNode(callee) && name !== undefined && sortNames.includes(name)) {
        sortedRightAway.add(callee['object']);
      }
      if (name === undefined || !listings.includes(name) || !isNode(callee)) return;
      if (!isIdentifier(callee['object'], ['Object']) || sortedRightAway.has(node)) return;
      report(
        node,
        `Object.${name}() follows insertion; sort it at once: Object.${name}(x).toSorted(comparator).`,
      );
    },
  };
});

const noImportType = rule(
  'imports stand at the top, where the import rules see them',
  (report) => ({
    TSImportType(node) {
      report(
        node,
        "import('…') as a type hides from the import rules; use `import type` at the top.",
      );
    },
  }),
);

// oxlint asks for a default export; nothing else in this repository has one but configuration.
export default {
  meta: { name: 'icn' },
  rules: {
    'no-bare-sort': noBareSort,
    'no-locale': noLocale,
    'no-float': noFloat,
    'no-async': noAsync,
    'no-unordered-iteration': noUnorderedIteration,
    'no-import-type': noImportType,
  },
};
