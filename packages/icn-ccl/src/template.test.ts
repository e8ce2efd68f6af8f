/** The shipped templates: what they say of themselves, what they give, and what is refused as not theirs. */
import { atOrAbove, builtInFloors, dayMs, isRejection } from 'icn-core';
import { describe, expect, it } from 'vitest';
import { documentSchema, isFloored, type ContractDocument } from './document.ts';
import { passes } from './rule.ts';
import { isShipped, templateByName, templates } from './shipped.ts';
import { instantiate, type Template } from './template.ts';

function shipped(name: string): Template {
  const template = templateByName(name);
  if (template === undefined) throw new Error(`no template ${name}`);
  return template;
}

function made(name: string, parameters: ContractDocument['parameters'] = {}): ContractDocument {
  const document = instantiate(shipped(name), parameters);
  if (isRejection(document)) throw new Error(document.sentence);
  return document;
}

describe.each(templates)('template $template', (template) => {
  it.each(template.examples)('$votes of $electorate: $passes', (example) => {
    const { rule } = made(template.template);
    const counted = { ...example.votes, electorate: example.electorate };
    expect(passes(rule, counted)).toBe(example.passes);
  });

  it('shows a vote that passes and one that fails', () => {
    expect(new Set(template.examples.map((example) => example.passes)).size).toBe(2);
  });

  it('gives a document of the right shape, at its defaults and at both ends of each range', () => {
    const settings = template.parameters.flatMap(({ name, min, max }) => [
      { [name]: min },
      { [name]: max },
    ]);
    for (const parameters of [{}, ...settings]) {
      const document = made(template.template, parameters);
      expect(documentSchema.parse(document)).toEqual(document);
      expect(isShipped(document)).toBe(true);
    }
  });

  it('is at or above the built-in floors whatever is chosen', () => {
    const lowest = Object.fromEntries(template.parameters.map(({ name, min }) => [name, min]));
    const { rule, effects } = made(template.template, lowest);
    const below = effects.filter(isFloored).filter((effect) => {
      return !atOrAbove(rule, builtInFloors[effect]);
    });
    expect(below).toEqual([]);
  });

  it('explains itself with an example', () => {
    expect(template.explanation).toContain('Example:');
  });
});

describe('the table of the specification', () => {
  it.each<[string, Partial<ContractDocument>]>([
    [
      'simple-vote',
      {
        rule: { share: [1, 2], strict: true, of: 'cast', quorum: 0 },
        closes: 'when-all-have-voted',
        effects: ['none'],
        parameters: { duration: 7 * dayMs },
      },
    ],
    [
      'quorum-vote',
      {
        rule: { share: [1, 2], strict: true, of: 'cast', quorum: 50 },
        closes: 'deadline',
        effects: ['none'],
        parameters: { duration: 7 * dayMs, quorum: 50 },
      },
    ],
    [
      'budget-approval',
      {
        rule: { share: [2, 3], strict: false, of: 'cast', quorum: 50 },
        closes: 'deadline',
        effects: ['ledger.transfer'],
        parameters: { duration: 7 * dayMs, quorum: 50 },
      },
    ],
    [
      'membership',
      {
        rule: { share: [1, 2], strict: true, of: 'electorate', quorum: 0 },
        closes: 'when-all-have-voted',
        effects: ['member.admit', 'member.remove'],
        parameters: { duration: 7 * dayMs },
      },
    ],
    [
      'policy-change',
      {
        rule: { share: [1, 2], strict: true, of: 'electorate', quorum: 0 },
        closes: 'when-all-have-voted',
        effects: ['anchors.set', 'contract.deploy', 'contract.retire', 'policy.set'],
        parameters: { duration: 7 * dayMs },
      },
    ],
  ])('%s', (name, expected) => {
    expect(made(name)).toMatchObject({
      ...expected,
      ccl: 0,
      template: name,
      duration: 7 * dayMs,
      grace: 0,
    });
  });

  it('has no other templates, and lists them by name', () => {
    expect(templates.map(({ template }) => template)).toEqual([
      'budget-approval',
      'membership',
      'policy-change',
      'quorum-vote',
      'simple-vote',
    ]);
  });
});

describe('instantiate', () => {
  it.each<[string, ContractDocument['parameters'], string]>([
    ['quorum-vote', { quorum: 0 }, 'parameter-out-of-range'],
    ['quorum-vote', { quorum: 101 }, 'parameter-out-of-range'],
    ['quorum-vote', { quorum: 50.5 }, 'parameter-out-of-range'],
    ['quorum-vote', { quorum: '50' }, 'parameter-out-of-range'],
    ['budget-approval', { quorum: 49 }, 'parameter-out-of-range'],
    ['simple-vote', { duration: 59_999 }, 'parameter-out-of-range'],
    ['simple-vote', { duration: 90 * dayMs + 1 }, 'parameter-out-of-range'],
    ['simple-vote', { quorum: 50 }, 'parameter-unknown'],
    ['simple-vote', { toString: 1 }, 'parameter-unknown'],
    ['simple-vote', { quorum: 50, duration: 1 }, 'parameter-unknown'],
  ])('%s %j: %s', (name, parameters, code) => {
    expect(instantiate(shipped(name), parameters)).toMatchObject({ rejected: true, code });
  });
});

describe('isShipped', () => {
  const budget = made('budget-approval', { quorum: 60 });
  it.each<[string, Partial<ContractDocument>]>([
    ['a weaker rule', { rule: { ...budget.rule, quorum: 50 } }],
    ['a stronger rule', { rule: { ...budget.rule, quorum: 61 } }],
    ['another effect', { effects: ['ledger.transfer', 'member.remove'] }],
    ['another name', { name: 'Budget approval!' }],
    ['another explanation', { explanation: 'Nothing to see here.' }],
    ['another way to close', { closes: 'when-all-have-voted' }],
    ['a grace', { grace: 1 }],
    ['a shorter time', { duration: 60_000 }],
    ['parameters that do not say all', { parameters: { quorum: 60 } }],
    ['parameters that say more', { parameters: { ...budget.parameters, extra: 1 } }],
    ['parameters of another choice', { parameters: { ...budget.parameters, quorum: 70 } }],
    ['parameters out of range', { parameters: { ...budget.parameters, quorum: 40 } }],
    ['no template', { template: null }],
    ['a template that does not exist', { template: 'budget' }],
    ['a name from the prototype', { template: 'constructor' }],
  ])('refuses %s', (_name, change) => {
    expect(isShipped(budget)).toBe(true);
    expect(isShipped({ ...budget, ...change })).toBe(false);
  });
});

describe('documentSchema', () => {
  const document = made('simple-vote');
  it.each<[string, object]>([
    ['another version', { ccl: 1 }],
    ['an unknown key', { hook: 'eval' }],
    ['no effects', { effects: [] }],
    ['effects out of order', { effects: ['policy.set', 'none'] }],
    ['effects twice', { effects: ['none', 'none'] }],
    ['an unknown effect', { effects: ['ledger.mint'] }],
    ['a share above one', { rule: { ...document.rule, share: [3, 2] } }],
    ['a share of nothing', { rule: { ...document.rule, share: [0, 2] } }],
    ['a share in fractions', { rule: { ...document.rule, share: [0.5, 1] } }],
    ['a quorum above all', { rule: { ...document.rule, quorum: 101 } }],
    ['a time too short', { duration: 59_999 }],
    ['a time too long', { duration: 90 * dayMs + 1 }],
    ['a grace too long', { grace: 7 * dayMs + 1 }],
    ['a parameter with a float', { parameters: { duration: 0.5 } }],
    ['a parameter with a map', { parameters: { duration: {} } }],
    ['a parameter without a name', { parameters: { '': 1 } }],
    ['a name in two lines', { name: 'a\nb' }],
    ['a name that turns the direction', { name: 'vote \u202eevil' }],
    ['a name too long', { name: 'x'.repeat(81) }],
    ['an explanation too long', { explanation: 'x'.repeat(2001) }],
  ])('refuses %s', (_name, change) => {
    expect(documentSchema.safeParse(document).success).toBe(true);
    expect(documentSchema.safeParse({ ...document, ...change }).success).toBe(false);
  });

  it('takes mark-up and code as inert text', () => {
    const name = '<script>alert(1)</script>';
    const explanation = "'; DROP TABLE contract; --";
    expect(documentSchema.parse({ ...document, name, explanation })).toEqual({
      ...document,
      name,
      explanation,
    });
  });
});
